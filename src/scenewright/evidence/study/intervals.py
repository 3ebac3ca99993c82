"""Intervals of Spearman's rho over variants; `bench/study_statistics.py` says how often they hold."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, norm

from scenewright.evidence.study.influence import leave_one_out
from scenewright.evidence.study.rank_correlation import spearman, spearman_rows
from scenewright.evidence.transfer.intervals import Interval

__all__ = ["bootstrap_interval", "fisher_interval"]

Array = NDArray[np.float64]


def fisher_interval(x: Array, y: Array, *, confidence: float = 0.95) -> Interval | None:
    """Interval by Fisher's z; None where a column is constant or n < 5.

    The variance of z is the mean of two: (1 + rho^2 / 2) / (n - 3), right for columns that are normal after
    a change of scale (Bonett and Wright 2000), and the jackknife's, right for any but noisy (Efron and Stein
    1981). The first alone is too short where the spread grows with the figure, the second too long elsewhere.
    """
    rho, n = spearman(x, y), len(x)
    if rho is None or n < 5:
        return None
    # A perfect order has an endless z: it is taken as half a swap of neighbours away from perfect.
    most = 1 - 6 / (n * (n * n - 1))
    z = float(np.arctanh(np.clip(rho, -most, most)))
    variance = (1 + rho * rho / 2) / (n - 3)
    without = np.arctanh(np.clip(leave_one_out(x, y), -most, most))
    if np.isfinite(without).all():
        jackknife = (n - 1) / n * float(((without - without.mean()) ** 2).sum())
        variance = (variance + jackknife) / 2
    reach = float(norm.ppf(0.5 + confidence / 2) * np.sqrt(variance))
    return Interval(rho, float(np.tanh(z - reach)), float(np.tanh(z + reach)))


def bootstrap_interval(
    x: Array, y: Array, generator: np.random.Generator, *, resamples: int, confidence: float = 0.95
) -> Interval | None:
    """BCa bootstrap interval over variants (Efron 1987), by scipy; None where it is not defined."""
    rho = spearman(x, y)
    if rho is None:
        return None

    def statistic(a: Array, b: Array, axis: int = -1) -> Array:
        # A resample in which a column is constant shows no order.
        return np.nan_to_num(spearman_rows(np.atleast_2d(a), np.atleast_2d(b)))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bootstrap(
            (x, y),
            statistic,
            paired=True,
            vectorized=True,
            n_resamples=resamples,
            confidence_level=confidence,
            method="BCa",
            rng=generator,
        ).confidence_interval
    low, high = (float(np.ravel(end)[0]) for end in (found.low, found.high))
    return Interval(rho, low, high) if np.isfinite([low, high]).all() else None
