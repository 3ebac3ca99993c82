"""Weights of frames under which their statistics are distributed as those of photos.

Least energy distance over the simplex is a convex quadratic problem. A ridge on the weights, as weak as will
do, keeps the effective sample size `1 / sum w^2` (Kish 1965) at or above a floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from scenewright.evidence.calibration.energy import Points

__all__ = ["Weighted", "effective_size", "nearest_weights", "onto_simplex"]

Weights = NDArray[np.float64]
_STEPS = 2000
_HALVINGS = 24


@dataclass(frozen=True, eq=False)
class Weighted:
    """Weights of frames, shape (n,), sum 1."""

    weights: Weights
    floor: float
    """Effective sample size that the weights had to keep."""
    free_size: float
    """Effective sample size of the best weights without a floor."""

    @property
    def size(self) -> float:
        return effective_size(self.weights)


def effective_size(weights: Weights) -> float:
    """Kish's effective sample size of weights that sum to 1."""
    return float(1 / np.square(weights).sum())


def nearest_weights(frames: Points, photos: Points, *, floor: float) -> Weighted:
    """Weights of `frames` of least energy distance to `photos`, with an effective size of at least `floor`.

    Never further than even weights: these are among those compared, and have the least ridge.
    """
    n = len(frames)
    pull, apart = cdist(frames, photos).mean(axis=1), cdist(frames, frames)
    centred = np.eye(n) - 1 / n
    # Curvature along the simplex, where -apart is positive semidefinite.
    curvature = float(np.linalg.eigvalsh(-centred @ apart @ centred)[-1])
    even = np.full(n, 1 / n)
    free = _descend(pull, apart, 0.0, curvature, even)
    free_size = effective_size(free)
    if free_size >= floor:
        return Weighted(free, floor, free_size)
    low, high = 1e-6 * curvature, 1e-6 * curvature
    best = free
    while effective_size(best) < min(floor, 0.999 * n):
        low, high = high, high * 8
        best = _descend(pull, apart, high, curvature, best)
    for _ in range(_HALVINGS):
        if effective_size(best) < 1.02 * floor:
            break
        ridge = float(np.sqrt(low * high))
        tried = _descend(pull, apart, ridge, curvature, best)
        if effective_size(tried) < floor:
            low = ridge
        else:
            high, best = ridge, tried
    return Weighted(best, floor, free_size)


def onto_simplex(point: Weights) -> Weights:
    """The nearest point with parts of at least 0 and sum 1 (Duchi et al. 2008, ICML, figure 1)."""
    ordered = np.sort(point)[::-1]
    excess = (np.cumsum(ordered) - 1) / np.arange(1, len(point) + 1)
    last = int(np.nonzero(ordered > excess)[0][-1])
    found = np.maximum(point - excess[last], 0.0)
    return np.asarray(found / found.sum())


def _descend(pull: Weights, apart: Weights, ridge: float, curvature: float, start: Weights) -> Weights:
    """Least `2 pull w - w apart w + ridge w w` by accelerated projected gradients (Beck and Teboulle 2009),
    started anew wherever they climb; the best point met, even weights among them."""

    def value(w: Weights, spread: Weights) -> float:
        return float(2 * pull @ w - w @ spread + ridge * w @ w)

    step = 1 / (2 * (curvature + ridge))
    best = np.full(len(start), 1 / len(start))
    least = value(best, apart @ best)
    here = ahead = start
    spread, lowest, pace = apart @ start, np.inf, 1.0
    ahead_spread = spread
    for _ in range(_STEPS):
        gradient = 2 * pull - 2 * ahead_spread + 2 * ridge * ahead
        new = onto_simplex(ahead - step * gradient)
        new_spread = apart @ new
        found = value(new, new_spread)
        if found > lowest and pace > 1:
            ahead, ahead_spread, pace = here, spread, 1.0
            continue
        moved = float(np.abs(new - here).sum())
        following = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        push = (pace - 1) / following
        ahead, ahead_spread = new + push * (new - here), new_spread + push * (new_spread - spread)
        here, spread, lowest, pace = new, new_spread, min(found, lowest), following
        if moved < 1e-7:
            break
    return here if lowest < least else best
