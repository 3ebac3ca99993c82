"""Intervals of figures that are no mean over photos: seeds and groups drawn again, figures made anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Resamples", "mean_of_known", "percentile_interval", "resample"]


@dataclass(frozen=True, eq=False)
class Resamples:
    """Weights of photos and seeds; row 0 has each of them once."""

    photos: NDArray[np.float64]
    """Shape (1 + resamples, photos)."""
    seeds: NDArray[np.float64]
    """Shape (1 + resamples, seeds), each row sums to 1."""


def resample(
    groups: NDArray[np.int64],
    seeds: int,
    count: int,
    rng: np.random.Generator,
    within: NDArray[np.bool_] | None = None,
) -> Resamples:
    """Groups of near duplicates drawn with replacement, whole (Davison and Hinkley 1997, 3.8), and seeds.

    With a mask `within` only photos in it have any weight.
    """
    chosen = np.ones(len(groups), bool) if within is None else within
    names, members = np.unique(groups[chosen], return_inverse=True)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / max(1, len(names))), size=count)
    photos = np.zeros((1 + count, len(groups)))
    photos[0, chosen] = 1.0
    photos[1:, chosen] = drawn[:, members]
    weights = rng.multinomial(seeds, np.full(seeds, 1 / seeds), size=count) / seeds
    return Resamples(photos, np.concatenate([np.full((1, seeds), 1 / seeds), weights]))


def mean_of_known(
    values: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Weighted mean of each row over what is a number; NaN where nothing is. Both of shape (n, k)."""
    known = np.isfinite(values)
    shares = known * (np.ones_like(values) if weights is None else weights)
    count = shares.sum(axis=1)
    total = (np.where(known, values, 0) * shares).sum(axis=1)
    return np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)


def percentile_interval(figures: NDArray[np.float64]) -> dict[str, float] | None:
    """`value` of row 0 and the 95 % percentile interval of the others; None where row 0 has no value."""
    if not np.isfinite(figures[0]):
        return None
    others = figures[1:][np.isfinite(figures[1:])]
    low, high = np.quantile(others, [0.025, 0.975]) if len(others) else (figures[0], figures[0])
    return {"value": float(figures[0]), "low": float(low), "high": float(high)}
