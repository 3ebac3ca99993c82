"""What a predictor is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.counting import Codes
from scenewright.evidence.coverage.factors import Factor
from scenewright.randomness import Streams

__all__ = ["Photos", "Predictor", "Seen"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Photos:
    """Dev photos that gaps are measured to; never a test photo."""

    features: Array
    """Shape (photos, features), of a fixed probe; root mean square 1."""
    statistics: Array
    """Shape (photos, statistics), each less its mean, in units of its spread among the photos, -5 to 5."""
    groups: NDArray[np.int64]
    """Near-duplicate group of each photo, shape (photos,)."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known of one variant's frames before any photo judges what was trained on them."""

    codes: Codes
    """Bucket of each factor, -1 outside, shape (frames, factors)."""
    factors: tuple[Factor, ...]
    minimum_frames: int
    """Frames from which on a cell counts as covered."""
    features: Array
    """Shape (frames, features), of the same probe and in the same unit as the photos'."""
    statistics: Array
    """Shape (frames, statistics), in the photos' units."""
    held_out_accuracy: Array
    """On frames of the variant that were not trained on, shape (seeds,)."""
    photos: Photos
    streams: Streams
    """Chance of this variant."""


@dataclass(frozen=True)
class Predictor:
    """A figure of a dataset that is said to tell how well a model trained on it will do."""

    name: str
    meaning: str
    expected: Literal["positive", "negative"]
    """Sign that the correlation with accuracy has if the figure means what it is said to."""
    measure: Callable[[Seen], float | None]
    """None where the figure is not defined, e.g. 3-way coverage of two factors."""
