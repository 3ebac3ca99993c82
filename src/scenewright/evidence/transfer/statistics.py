"""Statistics over seeds and photos: clustered bootstrap, sign-flip test, Wilson, Benjamini-Hochberg.

A result is a matrix of values, shape (seeds, photos): 1 where the model of that seed is right, 0 where it is
wrong, or the difference of two such matrices. The statistic is its mean, or its mean of class means (balanced
accuracy), and linear in the values, so that one function serves results and paired differences alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

__all__ = [
    "Interval",
    "adjust_p_values",
    "balanced_mean",
    "clustered_interval",
    "sign_flip_p_value",
    "wilson_interval",
]


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def balanced_mean(values: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Mean over the classes present of the class's mean; `values` (seeds, photos), `labels` (photos,)."""
    return float(np.mean([values[:, labels == k].mean() for k in np.unique(labels)]))


def clustered_interval(
    values: NDArray[np.float64],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    generator: np.random.Generator,
    *,
    resamples: int = 2000,
) -> Interval:
    """BCa interval of `balanced_mean` that resamples seeds and, within each class, groups of photos.

    A group that spans classes counts with its most frequent one. Acceleration comes from the jackknife over
    seeds and groups together (Efron 1987; Davison and Hinkley 1997, 5.3.2). With all labels equal it is the
    interval of the mean. Constant values give an interval of no width: read the Wilson interval beside it.
    """
    seeds = values.shape[0]
    classes, numbers = np.unique(labels, return_inverse=True)
    names, members = np.unique(groups, return_inverse=True)
    sums = np.zeros((seeds, len(names), len(classes)))
    counts = np.zeros((len(names), len(classes)))
    for seed in range(seeds):
        np.add.at(sums[seed], (members, numbers), values[seed])
    np.add.at(counts, (members, numbers), 1.0)
    home = counts.argmax(axis=1)

    seed_weights = generator.multinomial(seeds, np.full(seeds, 1 / seeds), size=resamples).astype(float)
    group_weights = np.zeros((resamples, len(names)))
    for number in range(len(classes)):
        rows = np.nonzero(home == number)[0]
        if rows.size:
            group_weights[:, rows] = generator.multinomial(
                rows.size, np.full(rows.size, 1 / rows.size), size=resamples
            )
    value = balanced_mean(values, labels)
    boot = _weighted(sums, counts, seed_weights, group_weights)
    jack = _jackknife(sums, counts)
    low, high = _bca(value, boot, jack)
    return Interval(value, low, high)


def sign_flip_p_value(differences: NDArray[np.float64]) -> float:
    """Two-sided exact sign-flip p of paired differences, shape (n,), n <= 16. At least 2 / 2^n."""
    signs = np.array(list(product((1.0, -1.0), repeat=len(differences))))
    flipped = np.abs(signs @ differences)
    return float((flipped >= abs(differences.sum()) - 1e-12).mean())


def wilson_interval(successes: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson score interval of a proportion (Wilson 1927); (0, 1) without trials."""
    if n <= 0:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + confidence / 2))
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def adjust_p_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg adjusted p values (Benjamini and Hochberg 1995), in the order given."""
    p = np.asarray(p_values, dtype=float)
    if not p.size:
        return []
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * len(p) / ranks))
    return [float(x) for x in adjusted]


def _weighted(
    sums: NDArray[np.float64],
    counts: NDArray[np.float64],
    seed_weights: NDArray[np.float64],
    group_weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    totals = np.einsum("bs,sgk,bg->bk", seed_weights, sums, group_weights, optimize=True)
    weights = seed_weights.sum(axis=1, keepdims=True) * (group_weights @ counts)
    means = np.divide(totals, weights, out=np.full_like(totals, np.nan), where=weights > 0)
    return np.asarray(np.nanmean(means, axis=1))


def _jackknife(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Influence of each seed and each group, centred within its kind."""
    seeds, groups = sums.shape[0], sums.shape[1]
    influences = []
    if seeds > 1:
        left = _weighted(sums, counts, 1 - np.eye(seeds), np.ones((seeds, groups)))
        influences.append((seeds - 1) / seeds * (left.mean() - left))
    if groups > 1:
        left = _weighted(sums, counts, np.ones((groups, seeds)), 1 - np.eye(groups))
        influences.append((groups - 1) / groups * (left.mean() - left))
    return np.concatenate(influences) if influences else np.zeros(1)


def _bca(value: float, boot: NDArray[np.float64], influence: NDArray[np.float64]) -> tuple[float, float]:
    spread = float((influence**2).sum())
    if float(np.ptp(boot)) < 1e-15:
        return float(boot[0]), float(boot[0])
    share = float(((boot < value - 1e-12).mean() + (boot <= value + 1e-12).mean()) / 2)
    bias = float(norm.ppf(min(max(share, 1 / (2 * len(boot))), 1 - 1 / (2 * len(boot)))))
    acceleration = float((influence**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    points = []
    for quantile in (0.025, 0.975):
        z = bias + float(norm.ppf(quantile))
        points.append(float(norm.cdf(bias + z / (1 - acceleration * z))))
    low, high = np.quantile(boot, points)
    return float(low), float(high)
