"""Scrambled Sobol points (Owen scrambling as in `scipy.stats.qmc.Sobol`): even cover with few samples."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from scenewright.randomness import Streams

__all__ = ["sobol_points"]

_BLOCK = 1024


def sobol_points(root: str, key: str, names: Sequence[str], indices: Sequence[int]) -> NDArray[np.float64]:
    """One point an index, shape (len(indices), len(names)), in [0, 1)."""
    seed = Streams(root, key).seed_u32("sobol_scramble")
    rows = [_block(seed, len(names), index // _BLOCK)[index % _BLOCK] for index in indices]
    return np.minimum(np.array(rows).reshape(len(rows), len(names)), np.nextafter(1, 0))


@lru_cache(maxsize=8)
def _block(seed: int, dimensions: int, block: int) -> NDArray[np.float64]:
    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    if block:
        sequence.fast_forward(block * _BLOCK)
    points: NDArray[np.float64] = sequence.random(_BLOCK)
    return points
