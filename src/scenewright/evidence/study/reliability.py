"""How well the variants' mean accuracies are measured: what limits any correlation with them.

Values are a matrix, shape (variants, seeds). Seeds are crossed with variants: a seed that is better for all
variants alike changes no order, and counts as no error.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher

from scenewright.evidence.study.rank_correlation import spearman

__all__ = ["Reliability", "reliability", "split_half"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """Share of the spread of mean accuracies that is not due to the seeds."""

    value: float
    """ICC(C,k), at least 0."""
    low: float
    high: float
    """95 % interval."""
    split_half: float | None
    """The same from halves of the seeds, by ranks."""

    @property
    def ceiling(self) -> float:
        """Largest rho that a perfect predictor can be expected to reach: the root (Spearman 1904)."""
        return float(np.sqrt(self.value))


def reliability(values: Array) -> Reliability:
    """ICC(C,k) = 1 - MSE/MSR of the two-way layout, with its F interval (McGraw and Wong 1996, tables 4, 7).

    It equals Cronbach's alpha. Variants that do not differ at all have reliability 0.
    """
    variants, seeds = values.shape
    grand = values.mean()
    by_variant, by_seed = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    between = seeds * float(((by_variant - grand) ** 2).sum()) / (variants - 1)
    free = (variants - 1) * (seeds - 1)
    error = float(((values - by_variant - by_seed + grand) ** 2).sum()) / free
    if between <= 1e-18:
        return Reliability(0.0, 0.0, 0.0, None)
    if error <= 1e-18:
        return Reliability(1.0, 1.0, 1.0, split_half(values))
    ratio = between / error
    low = 1 - float(fisher.ppf(0.975, variants - 1, free)) / ratio
    high = 1 - 1 / (ratio * float(fisher.ppf(0.975, free, variants - 1)))
    return Reliability(max(0.0, 1 - 1 / ratio), max(0.0, low), max(0.0, high), split_half(values))


def split_half(values: Array) -> float | None:
    """Mean rho between means of halves of the seeds, stepped up to all of them (Spearman 1910; Brown 1910).

    Over all splits into halves of floor(k/2) seeds each. None where a half has one value for all variants.
    """
    seeds = values.shape[1]
    half, found = seeds // 2, []
    for first in combinations(range(seeds), half):
        rest = [seed for seed in range(seeds) if seed not in first]
        for second in combinations(rest, half):
            if first < second:
                rho = spearman(values[:, list(first)].mean(axis=1), values[:, list(second)].mean(axis=1))
                if rho is None:
                    return None
                found.append(rho)
    if not found:
        return None
    mean = float(np.mean(found))
    times = seeds / half
    return max(0.0, times * mean / (1 + (times - 1) * mean)) if mean > 0 else 0.0
