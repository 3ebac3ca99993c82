"""Independent uniform points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["random_points"]


def random_points(root: str, key: str, names: Sequence[str], indices: Sequence[int]) -> NDArray[np.float64]:
    """One point an index, shape (len(indices), len(names)), in [0, 1)."""
    return np.array(
        [Streams(root, f"{key}/{index}/0").generator("point").random(len(names)) for index in indices]
    )
