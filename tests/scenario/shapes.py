"""References of continuous distributions: scipy's, cut off by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import integrate, stats

__all__ = ["DISCRETE", "SHAPES"]

Cdf = Callable[[Any], Any]


def _cut(reference: Any, low: float, high: float) -> Cdf:
    """CDF between ends, by the tail that keeps its digits."""
    if reference.cdf(low) > 0.5:
        ends = reference.sf(low), reference.sf(high)
        return lambda x: (ends[0] - reference.sf(x)) / (ends[0] - ends[1])
    ends = reference.cdf(low), reference.cdf(high)
    return lambda x: (reference.cdf(x) - ends[0]) / (ends[1] - ends[0])


def _by_integral(density: Cdf, low: float, high: float) -> Cdf:
    grid = np.linspace(low, high, 400)
    pieces = [integrate.quad(density, a, b, epsabs=0, epsrel=1e-12)[0] for a, b in pairwise(grid)]
    below, total = np.concatenate([[0], np.cumsum(pieces)]), sum(pieces)

    def cdf(x: Any) -> Any:
        at = np.clip(np.searchsorted(grid, x, side="right") - 1, 0, len(grid) - 2)
        rest = [integrate.quad(density, grid[i], v)[0] for i, v in zip(at, x, strict=True)]
        return (below[at] + rest) / total

    return cdf


def _von_mises(mean: float, kappa: float, turn: float = 360) -> Cdf:
    unit = 2 * np.pi / turn
    return lambda x: np.exp(kappa * (np.cos((np.asarray(x) - mean) * unit) - 1))


def _wrapped(mean: float, kappa: float, low: float, high: float) -> Cdf:
    """By scipy's CDF, which goes on from turn to turn."""
    cdf = stats.vonmises(kappa, loc=np.radians(mean)).cdf
    first, last = cdf(np.radians(low)), cdf(np.radians(high))
    return lambda x: (cdf(np.radians(x)) - first) / (last - first)


JSB = {"gamma": 0.747, "delta": 0.907, "xi": 7.099, "lambda": 259.904}
"""Brightness of the photos of a benchmark of road signs."""
_JSB = stats.johnsonsb(0.747, 0.907, 7.099, 259.904)
_SEEN = [1.0, 2.0, 4.0, 8.0]
SHAPES: dict[str, tuple[Any, Cdf]] = {
    "uniform": ({"uniform": [-3, 7]}, stats.uniform(-3, 10).cdf),
    "log_uniform": ({"log_uniform": [8, 60]}, stats.loguniform(8, 60).cdf),
    "normal": ({"normal": {"mean": 2, "sd": 4, "low": -6, "high": 12}}, stats.truncnorm(-2, 2.5, 2, 4).cdf),
    "normal, upper tail": ({"normal": {"mean": 0, "sd": 1, "low": 5, "high": 7}}, _cut(stats.norm, 5, 7)),
    "log_normal": (
        {"log_normal": {"median": 20, "sigma": 0.6, "low": 5, "high": 50}},
        _cut(stats.lognorm(0.6, scale=20), 5, 50),
    ),
    "beta": ({"beta": {"a": 2, "b": 5, "low": -1, "high": 3}}, stats.beta(2, 5, -1, 4).cdf),
    "beta, arcsine": ({"beta": {"a": 0.5, "b": 0.5, "low": 0, "high": 2}}, stats.beta(0.5, 0.5, 0, 2).cdf),
    "gamma": (
        {"gamma": {"shape": 2.5, "scale": 3, "low": 1, "high": 20}},
        _cut(stats.gamma(2.5, scale=3), 1, 20),
    ),
    "gamma, upper tail": (
        {"gamma": {"shape": 2, "scale": 1, "low": 15, "high": 18}},
        _cut(stats.gamma(2), 15, 18),
    ),
    "gamma, falling": (
        {"gamma": {"shape": 0.5, "scale": 2, "low": 0, "high": 9}},
        _cut(stats.gamma(0.5, scale=2), 0, 9),
    ),
    "von_mises": (
        {"von_mises": {"mean": 30, "kappa": 4, "low": -180, "high": 180}},
        _wrapped(30, 4, -180, 180),
    ),
    "von_mises, other turn": (
        {"von_mises": {"mean": 300, "kappa": 2, "low": -180, "high": 180}},
        _wrapped(300, 2, -180, 180),
    ),
    "von_mises, half a turn": (
        {"von_mises": {"mean": 170, "kappa": 1.5, "low": 0, "high": 180}},
        _wrapped(170, 1.5, 0, 180),
    ),
    "von_mises, narrow": (
        {"von_mises": {"mean": 30, "kappa": 900, "low": -180, "high": 180}},
        _by_integral(_von_mises(30, 900), -180, 180),
    ),
    "von_mises, far from its mean": (
        {"von_mises": {"mean": 0, "kappa": 900, "low": 20, "high": 60}},
        _by_integral(lambda x: np.exp(900 * (np.cos(np.radians(x)) - np.cos(np.radians(20)))), 20, 60),
    ),
    "johnson_sb": ({"johnson_sb": JSB}, _JSB.cdf),
    "johnson_sb, truncated": (
        {"truncated": {"low": 20, "high": 120, "johnson_sb": JSB}},
        _cut(_JSB, 20, 120),
    ),
    "beta, truncated": (
        {"truncated": {"low": 0.2, "high": 0.9, "beta": {"a": 2, "b": 3, "low": 0, "high": 1}}},
        _cut(stats.beta(2, 3), 0.2, 0.9),
    ),
    "empirical, linear": (
        {"empirical": {"values": _SEEN, "interpolate": "linear"}},
        lambda x: np.interp(x, _SEEN, [0, 1 / 3, 2 / 3, 1]),
    ),
    "empirical, weighted": (
        {"empirical": {"values": [4, 1, 2], "weights": [2, 1, 3], "interpolate": "linear"}},
        lambda x: np.interp(x, [1, 2, 4], [0, 4 / 9, 1]),
    ),
    "mixture": (
        {"mixture": [{"weight": 3, "uniform": [0, 10]}, {"weight": 1, "log_uniform": [2, 60]}]},
        lambda x: 0.75 * stats.uniform(0, 10).cdf(x) + 0.25 * stats.loguniform(2, 60).cdf(x),
    ),
}
DISCRETE: dict[str, Any] = {
    "constant": {"constant": 3},
    "integer": {"integer": [-2, 9]},
    "choice": {"choice": {10: 1, 2: 3, 7.5: 0.5}},
    "empirical": {"empirical": {"values": [5, 1, 5, 9, 2.5]}},
    "empirical, weighted": {"empirical": {"values": [5, 1, 9], "weights": [1, 0, 3]}},
    "mixture": {"mixture": [{"weight": 1, "integer": [0, 4]}, {"weight": 2, "choice": [2, 20]}]},
}
