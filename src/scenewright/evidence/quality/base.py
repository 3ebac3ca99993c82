"""What one check says, and what every check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_EXAMPLES", "CheckResult", "FrameFacts"]

MAX_EXAMPLES = 12


@dataclass(frozen=True)
class CheckResult:
    """The answer of one check."""

    name: str
    passed: bool
    value: float | None
    """The figure that was compared with `limit`; None when there was nothing to measure."""
    limit: float
    detail: str
    """One sentence: what the figure is and what was found."""
    examples: tuple[str, ...] = ()
    """At most `MAX_EXAMPLES` frames or parameters that show it."""


@dataclass(frozen=True)
class FrameFacts:
    """What one pass over a frame's bytes found."""

    key: str
    unreadable: str
    """Why image, mask or labels cannot be read; empty when they can."""
    image_sha256: str
    luminance_mean: float
    luminance_std: float
    clipped_fraction: float
    """Share of pixels whose channels are all at 250 or more."""
    black_fraction: float
    """Share of pixels whose channels are all at 8 or less."""
    fingerprint: NDArray[np.uint64]
    """Difference hash, 256 bits, shape (4,)."""
    state: str
    """Class of the frame; empty for a frame that is judged by its instances."""
    geometry: tuple[str, ...]
    """What is wrong with the labels."""
    hash_mismatch: tuple[str, ...]
    """Members whose SHA-256 is not that of the index."""
    sample: Mapping[str, Any]
    categories: tuple[str, ...] = ()
    """Category of each labelled instance."""
