"""How much exposure-weighted coverage varies between datasets drawn alike: the jackknife over frames."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.counting import Codes, block_index, blocks_of, levels_of, segments

__all__ = ["interval_of", "jackknife_variance"]

Losses = Mapping[tuple[int, ...], NDArray[np.float64]]


def jackknife_variance(codes: Codes, sizes: Sequence[int], t: int, losses: Losses) -> float:
    """Variance of a coverage over t-subsets by leaving out each frame in turn (Efron and Stein 1981).

    `losses` is what the coverage loses when a frame of each cell is left out, by t-subset: its weight where
    the cell has just as many frames as it needs, else 0. For independent frames this estimate is at least
    the variance, on average; a bootstrap would be of no use, as a resample of the frames shows fewer cells.
    """
    n = len(codes)
    if n < 2 or not any(loss.any() for loss in losses.values()):
        return 0.0
    levels = levels_of(codes, sizes)
    lost = np.zeros(n)
    tables = []
    for block in blocks_of(n, levels, t):
        table = np.zeros([levels[a] for a in block.attributes])
        for subset in block.subsets:
            if len(subset) == t and losses[subset].any():
                shape = [levels[a] if a in subset else 1 for a in block.attributes]
                shifted = np.zeros([levels[a] for a in subset])
                shifted[tuple(slice(levels[a] - sizes[a], None) for a in subset)] = losses[subset]
                table += shifted.reshape(shape)
        if table.any():
            tables.append((block, table.ravel()))
    for first, columns in segments(codes, sizes, levels):
        part = lost[first : first + len(columns[0])]
        for block, loss in tables:
            part += loss[block_index(columns, block, levels)]
    return float((n - 1) / n * ((lost - lost.mean()) ** 2).sum())


def interval_of(value: float, variance: float, confidence: float = 0.95) -> tuple[float, float]:
    """Normal interval, within 0 to 1."""
    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(variance)
    return max(0.0, value - half), min(1.0, value + half)
