"""Energy distance between weighted samples (Szekely and Rizzo 2013, J. Stat. Plan. Inf. 143).

`2 E|X - Y| - E|X - X'| - E|Y - Y'|`, at least 0, and 0 only for equal distributions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from scenewright.evidence.transfer.intervals import Interval

__all__ = ["distance_change", "energy_distance", "unbiased_energy_distance"]

Points = NDArray[np.float64]
"""Shape (n, statistics), in units of the photos' spread."""


def energy_distance(x: Points, y: Points, weights: NDArray[np.float64] | None = None) -> float:
    """Of `x`, each row with its weight (shape (n,), sum 1; even by default), to `y` with even weights."""
    w = np.full(len(x), 1 / len(x)) if weights is None else weights
    return float(2 * w @ cdist(x, y).mean(axis=1) - w @ cdist(x, x) @ w - cdist(y, y).mean())


def unbiased_energy_distance(x: Points, y: Points) -> float:
    """The U-statistic of even samples: 0 on average where the distributions are equal, so at times below."""
    n, m = len(x), len(y)
    within = cdist(x, x).sum() / (n * (n - 1)) + cdist(y, y).sum() / (m * (m - 1))
    return float(2 * cdist(x, y).mean() - within)


def distance_change(
    before: Points,
    after: Points,
    photos: Points,
    groups: NDArray[np.int64],
    generator: np.random.Generator,
    *,
    resamples: int = 2000,
) -> Interval:
    """Energy distance of `before` to `photos` less that of `after`: above 0, `after` is nearer.

    95 % percentile interval of a bootstrap over both sets of frames and, whole, over the near-duplicate
    `groups` of photos, shape (photos,). The photos' own spread cancels; that of frames is freed from the bias
    that drawing with replacement has: `E*[V*] = (1 - 1/n) V`.
    """
    members = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(members)
    drawn = generator.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=resamples)
    shares = drawn[:, members] / (drawn @ sizes)[:, None]
    value, boot = 0.0, np.zeros(resamples)
    for sign, frames in ((1, before), (-1, after)):
        n = len(frames)
        across, within = cdist(frames, photos), cdist(frames, frames)
        value += sign * float(2 * across.mean() - within.sum() / (n * (n - 1)))
        weights = generator.multinomial(n, np.full(n, 1 / n), size=resamples) / n
        spread = np.einsum("bi,bi->b", weights @ within, weights) * (n / (n - 1)) ** 2
        boot += sign * (2 * np.einsum("bj,bj->b", weights @ across, shares) - spread)
    low, high = np.quantile(boot, (0.025, 0.975))
    return Interval(value, float(low), float(high))
