"""A weighted mean with its interval and its effective sample size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

from scenewright.scenario.strategies.weights import Weights

__all__ = ["WeightedMean", "weighted_mean"]


@dataclass(frozen=True)
class WeightedMean:
    value: float
    low: float
    high: float
    effective_sample_size: float
    n: int


def weighted_mean(values: NDArray[np.float64], weights: Weights, *, confidence: float = 0.95) -> WeightedMean:
    """Mean of `values` (n,) under the design's base: sum(w x) / n, which is unbiased, with Student's
    interval.

    The variance is that of the samples of the base and of those of rows, each about its own mean (stratified
    sampling: Cochran 1977, 5.4); rows with one sample each count as one stratum, which errs on the wide side.
    """
    product = weights.values * np.asarray(values, np.float64)
    n, variance, freedom = len(product), 0.0, 0.0
    for stratum in (0, 1):
        part = product[weights.strata == stratum]
        if len(part) > 1:
            share = len(part) / n
            term = share**2 * float(part.var(ddof=1)) / len(part)
            variance += term
            freedom += term**2 / (len(part) - 1)
    degrees = variance**2 / freedom if freedom else 1.0
    half = float(student_t.ppf((1 + confidence) / 2, degrees)) * variance**0.5
    mean = float(product.mean())
    return WeightedMean(mean, mean - half, mean + half, weights.effective_sample_size, n)
