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
    low: float | None
    high: float | None
    """None where all samples are alike: how much they vary cannot be told from them."""
    effective_sample_size: float
    n: int


def weighted_mean(values: NDArray[np.float64], weights: Weights, *, confidence: float = 0.95) -> WeightedMean:
    """Mean of `values` (n,) under the design's base: sum(w x) / n, unbiased, with Student's interval.

    Where samples lie in the rows' cells alone it is the mean over those cells, sum(w x) / sum(w), with the
    variance of its linearisation (Owen, Monte Carlo theory, 9.2).

    The variance is that of the samples of the base and of those of rows, each about its own mean (stratified
    sampling: Cochran 1977, 5.4); rows with one sample each count as one stratum, which errs on the wide side.
    A single sample of one kind is counted with the others. To it comes that of cells' probabilities which
    were found by drawing: all are taken to be off alike, by the delta method.
    """
    values = np.asarray(values, np.float64)
    product = weights.values * values
    if not weights.whole:
        ratio = product.sum() / weights.values.sum()
        product = ratio + weights.values * (values - ratio) / weights.values.mean()
    n, variance, freedom = len(product), 0.0, 0.0
    counts = np.unique(weights.strata, return_counts=True)[1]
    strata = weights.strata if counts.min() > 1 else np.zeros(n, np.int64)
    for stratum in np.unique(strata):
        part = product[strata == stratum]
        if len(part) > 1 and np.ptp(part) > 0:
            term = (len(part) / n) ** 2 * float(part.var(ddof=1)) / len(part)
            variance += term
            freedom += term**2 / (len(part) - 1)
    mean, size = float(product.mean()), weights.effective_sample_size
    critical = float(student_t.ppf((1 + confidence) / 2, variance**2 / freedom if freedom else np.inf))
    if weights.whole:
        # d ln w / d ln P of the balance heuristic; where no sample is the base's, P cancels.
        slope = product * (1 - weights.values * (weights.strata == 0).mean())
        variance += (weights.relative_error * float(slope.mean())) ** 2
    if not variance:
        return WeightedMean(mean, None, None, size, n)
    half = critical * variance**0.5
    return WeightedMean(mean, mean - half, mean + half, size, n)
