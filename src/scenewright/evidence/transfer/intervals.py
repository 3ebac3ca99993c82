"""Interval of a figure whose chance has two sources: which photos there are, and which seeds were trained.

Values are a matrix, shape (seeds, photos): 1 where the model of that seed is right, 0 where it is wrong, or
the difference of two such matrices. The figure is its mean, or its mean of class means (balanced accuracy).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

__all__ = ["Interval", "balanced_mean", "clustered_interval"]

Array = NDArray[np.float64]
_TAIL = 0.025
_OWN_VARIANCE = 0.9
"""Share that a resample's own variance has in its studentisation, the sample's has the rest: a resample
without any wrong photo has no variance of its own, yet says little (measured by `bench/intervals.py`)."""


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class _Groups:
    """Sums of values and numbers of photos, by group and class, and the class that a group is drawn with."""

    sums: Array
    """Shape (seeds, groups, classes)."""
    counts: Array
    """Shape (groups, classes)."""
    home: NDArray[np.int64]
    """Shape (groups,): the most frequent class of each."""


def balanced_mean(values: Array, labels: NDArray[np.int64]) -> float:
    """Mean over the classes present of the class's mean; `values` (seeds, photos), `labels` (photos,)."""
    return float(np.mean([values[:, labels == k].mean() for k in np.unique(labels)]))


def clustered_interval(
    values: Array,
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    generator: np.random.Generator,
    *,
    resamples: int = 2000,
) -> Interval:
    """95 % interval of `balanced_mean` for other groups of photos and other seeds.

    Groups: bootstrap-t that draws whole groups within each class, studentised by the linearised variance
    (Davison and Hinkley 1997, 5.2; Cochran 1977, 6.3). Seeds: Student's t on the seeds' figures; what photos
    that differ add to their spread is taken off, as the groups' part has it already. Both are joined by MOVER
    (Zou and Donner 2008). A group that spans classes counts with its most frequent one. With all labels equal
    it is the interval of the mean. Constant values give an interval of no width: read the Wilson interval
    beside it.
    """
    value = balanced_mean(values, labels)
    parts = _grouped(values, labels, groups)
    below, above = _by_groups(parts, generator, resamples)
    by_seed = np.array([balanced_mean(row[None], labels) for row in values])
    reach = _by_seeds(by_seed, parts)
    return Interval(value, value - float(np.hypot(below, reach)), value + float(np.hypot(above, reach)))


def _grouped(values: Array, labels: NDArray[np.int64], groups: NDArray[np.int64]) -> _Groups:
    classes, numbers = np.unique(labels, return_inverse=True)
    names, members = np.unique(groups, return_inverse=True)
    cell = members * len(classes) + numbers
    shape = (len(names), len(classes))
    size = shape[0] * shape[1]
    by_seed = [np.bincount(cell, weights=row, minlength=size).reshape(shape) for row in values]
    sums = np.stack(by_seed).astype(np.float64)
    counts = np.bincount(cell, minlength=size).reshape(shape).astype(np.float64)
    return _Groups(sums, counts, np.asarray(counts.argmax(axis=1), np.int64))


def _by_groups(parts: _Groups, generator: np.random.Generator, resamples: int) -> tuple[float, float]:
    """How far the interval reaches below and above the value, for the groups alone."""
    sums, every = parts.sums.mean(axis=0), np.ones((1, len(parts.home)))
    value, variance = _figure(sums, parts, every)
    drawn = np.zeros((resamples, len(parts.home)))
    for number in np.unique(parts.home):
        rows = np.nonzero(parts.home == number)[0]
        drawn[:, rows] = generator.multinomial(rows.size, np.full(rows.size, 1 / rows.size), size=resamples)
    figures, variances = _figure(sums, parts, drawn)
    error = float(np.sqrt(variance[0]))
    if error < 1e-12:
        return 0.0, 0.0
    spread = np.sqrt(_OWN_VARIANCE * variances + (1 - _OWN_VARIANCE) * variance)
    low, high = np.quantile((figures - value) / spread, [_TAIL, 1 - _TAIL])
    return max(0.0, float(high) * error), max(0.0, -float(low) * error)


def _figure(sums: Array, parts: _Groups, weights: Array) -> tuple[Array, Array]:
    """Mean of class means under `weights` (n, groups), and its linearised variance; both of shape (n,)."""
    counts = parts.counts
    photos = weights @ counts
    seen = photos > 0
    means = np.divide(weights @ sums, photos, out=np.zeros_like(photos), where=seen)
    squares = weights @ sums**2 - 2 * means * (weights @ (sums * counts)) + means**2 * (weights @ counts**2)
    drawn = (counts > 0).sum(axis=0)
    scale = drawn / np.maximum(drawn - 1, 1)
    spread = np.divide(np.maximum(squares, 0) * scale, photos**2, out=np.zeros_like(photos), where=seen)
    classes = np.maximum(seen.sum(axis=1), 1)
    return means.sum(axis=1) / classes, spread.sum(axis=1) / classes**2


def _by_seeds(by_seed: Array, parts: _Groups) -> float:
    """Half width of the interval for the seeds alone."""
    seeds = len(by_seed)
    if seeds < 2:
        return 0.0
    residuals = parts.sums - parts.sums.mean(axis=0)
    every = np.ones((1, len(parts.home)))
    from_photos = sum(float(_figure(row, parts, every)[1][0]) for row in residuals) / (seeds - 1)
    lasting = max(0.0, float(by_seed.var(ddof=1)) - from_photos)
    return float(student.ppf(1 - _TAIL, seeds - 1) * np.sqrt(lasting / seeds))
