"""The simplest distribution over a range that lies near weighted draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.stats import truncnorm

from scenewright.evidence.calibration.weights import effective_size
from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.normal import TruncatedNormal
from scenewright.scenario.distributions.uniform import LogUniform, Uniform

__all__ = ["fitted_ends", "fitted_range", "short"]

Numbers = NDArray[np.float64]
_PIECES = 4
_CLEARLY = 0.5
"""A histogram is taken where it halves the distance of the simpler forms."""
_LEVELS = (np.arange(200) + 0.5) / 200


def fitted_range(
    found: Uniform | LogUniform | TruncatedNormal, values: Numbers, weights: Numbers
) -> Distribution:
    low, high = found.bounds()
    wanted = _quantiles(values, weights, _LEVELS)
    simple: list[Distribution] = [_normal(values, weights, low, high)]
    ends = fitted_ends(values, weights, low, high)
    simple.append(Uniform(*ends))
    if isinstance(found, LogUniform):
        logs = fitted_ends(np.log(values), weights, float(np.log(low)), float(np.log(high)))
        first, last = (float(np.clip(short(float(np.exp(end))), low, high)) for end in logs)
        simple.insert(0, LogUniform(first, last))
    best = min(simple, key=lambda form: _apart(form, wanted))
    pieces = _histogram(values, weights, low, high)
    return pieces if _apart(pieces, wanted) < _CLEARLY * _apart(best, wanted) - 0.005 * (high - low) else best


def _apart(form: Distribution, wanted: Numbers) -> float:
    """Wasserstein-1 distance, the mean difference of quantiles."""
    return float(np.abs(form.quantile(_LEVELS, {}) - wanted).mean())


def _normal(values: Numbers, weights: Numbers, low: float, high: float) -> TruncatedNormal:
    """The normal, truncated to [low, high], whose mean and deviation are those of the weighted draws.

    Its mode is kept inside the range and its deviation at most 3 ranges, beyond which it is a uniform.
    """
    shares, width = weights / weights.sum(), high - low
    mean = float(shares @ values)
    size = effective_size(shares)
    deviation = float(np.sqrt(shares @ np.square(values - mean) * size / (size - 1)))
    target = np.array([(mean - low) / width, max(deviation / width, 0.002)])

    def error(x: Numbers) -> Numbers:
        sd = float(np.exp(x[1]))
        form = truncnorm(-x[0] / sd, (1 - x[0]) / sd, loc=x[0], scale=sd)
        return np.array([form.mean(), form.std()]) - target

    start = np.array([np.clip(target[0], 0.01, 0.99), np.log(np.clip(target[1], 0.003, 1))])
    x = least_squares(error, start, bounds=([0, np.log(0.002)], [1, np.log(3)])).x
    return TruncatedNormal(
        float(np.clip(short(low + x[0] * width), low, high)), short(np.exp(x[1]) * width), low, high
    )


def fitted_ends(
    values: Numbers, weights: Numbers, low: float, high: float, shift: float = 0
) -> tuple[float, float]:
    """Ends of the uniform with the 5 % and 95 % quantiles of the weighted draws, inside [low, high].

    `shift` moves whole numbers to the middle of their unit of the range.
    """
    first, last = _quantiles(values + shift, weights, np.array([0.05, 0.95]))
    over = (last - first) / 18
    width = max(last - first + 2 * over, 0.002 * (high - low))
    start = float(np.clip(short((first + last - width) / 2), low, high - 0.001 * (high - low)))
    end = float(np.clip(short((first + last + width) / 2), start + 0.001 * (high - low), high))
    return start, end


def _histogram(values: Numbers, weights: Numbers, low: float, high: float) -> Mixture:
    """Even pieces of the range by their weight; empty ones are left out."""
    edges = [low, *(short(low + i * (high - low) / _PIECES) for i in range(1, _PIECES)), high]
    shares = np.histogram(values, bins=edges, weights=weights / weights.sum())[0]
    kept = [i for i in range(_PIECES) if shares[i] > 0.005]
    return Mixture(
        tuple(short(shares[i]) for i in kept), tuple(Uniform(edges[i], edges[i + 1]) for i in kept)
    )


def _quantiles(values: Numbers, weights: Numbers, levels: Numbers) -> Numbers:
    """Weighted quantiles, linear between the middles of the draws' shares (Hazen's for even weights)."""
    order = np.argsort(values)
    shares = weights[order] / weights.sum()
    return np.asarray(np.interp(levels, np.cumsum(shares) - shares / 2, values[order]))


def short(value: float) -> float:
    """Four significant digits: more would be noise in a document that people read."""
    return float(f"{value:.4g}")
