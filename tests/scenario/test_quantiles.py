"""Each distribution is an inverse CDF: in bounds, monotone where its values are ordered, the right one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from worlds import (
    choices,
    distribution,
    integers,
    log_uniforms,
    normals,
    numbers,
    points,
    quantiles,
    uniforms,
)

_GRID = np.concatenate([[0.0, 1e-300, 1e-12], np.linspace(0.001, 0.999, 500), [np.nextafter(1, 0)]])
_CASES: dict[str, tuple[Any, Any]] = {
    "uniform": ({"uniform": [-3, 7]}, stats.uniform(-3, 10)),
    "log_uniform": ({"log_uniform": [8, 60]}, stats.loguniform(8, 60)),
    "log_uniform over decades": ({"log_uniform": [1e-3, 1e5]}, stats.loguniform(1e-3, 1e5)),
    "normal": ({"normal": {"mean": 2, "sd": 4, "low": -6, "high": 12}}, stats.truncnorm(-2, 2.5, 2, 4)),
    "normal, upper tail": ({"normal": {"mean": 0, "sd": 1, "low": 7, "high": 8.5}}, stats.truncnorm(7, 8.5)),
    "normal, lower tail": (
        {"normal": {"mean": 0, "sd": 1, "low": -8.5, "high": -7}},
        stats.truncnorm(-8.5, -7),
    ),
    "normal, narrow": (
        {"normal": {"mean": 0, "sd": 1e3, "low": 1, "high": 2}},
        stats.truncnorm(1e-3, 2e-3, 0, 1e3),
    ),
}
_TESTS = len(_CASES) + 3
_LEAST_P = 1e-3 / _TESTS
"""Bonferroni: one false alarm in a thousand over all tests of fit; seeds are fixed, so never or always."""


@settings(max_examples=200, deadline=None)
@given(document=uniforms | log_uniforms | normals | integers)
def test_quantile_is_monotone(document: Any) -> None:
    values = quantiles(document, _GRID).astype(float)
    assert (np.diff(values) >= -1e-12 * np.abs(values[1:])).all()


@settings(max_examples=200, deadline=None)
@given(document=numbers | choices)
def test_values_are_within_bounds_and_possible(document: Any) -> None:
    found = distribution(document)
    values, bounds = found.quantile(_GRID, {}), found.bounds()
    if bounds is not None:
        assert bounds[0] <= values.min() and values.max() <= bounds[1]
    if (possible := found.values()) is not None:
        assert set(values.tolist()) <= set(possible)
    assert np.isfinite(found.log_density(values, {})).all()


@settings(max_examples=150, deadline=None)
@given(document=normals)
def test_truncated_normal_agrees_with_scipy(document: Any) -> None:
    n = document["normal"]
    ends = (n["low"] - n["mean"]) / n["sd"], (n["high"] - n["mean"]) / n["sd"]
    u = np.linspace(0.01, 0.99, 21)
    expected = stats.truncnorm(*ends, n["mean"], n["sd"]).ppf(u)
    tolerance = 1e-7 * (n["high"] - n["low"]) + 1e-12 * abs(n["mean"])
    np.testing.assert_allclose(quantiles(document, u), expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", _CASES)
def test_draws_have_the_reference_distribution(name: str) -> None:
    document, reference = _CASES[name]
    values = quantiles(document, points(20_000, seed=1))
    assert stats.kstest(values, reference.cdf).pvalue > _LEAST_P
    assert len(np.unique(values)) > 19_000


@pytest.mark.parametrize("name", _CASES)
def test_quantile_is_the_inverse_of_the_reference(name: str) -> None:
    document, reference = _CASES[name]
    u = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(reference.cdf(quantiles(document, u)), u, atol=1e-9)


def test_integers_are_equally_likely() -> None:
    values = quantiles({"integer": [-2, 9]}, points(24_000, seed=2))
    counts = [int((values == n).sum()) for n in range(-2, 10)]
    assert sum(counts) == 24_000 and stats.chisquare(counts).pvalue > _LEAST_P


def test_choices_have_their_weights() -> None:
    weights = {"a": 3, "b": 1, "c": 0.5, "d": 0}
    values = quantiles({"choice": weights}, points(20_000, seed=3))
    counts = [int((values == option).sum()) for option in weights]
    expected = np.array(list(weights.values())) / 4.5 * 20_000
    assert counts[3] == 0 and stats.chisquare(counts[:3], expected[:3]).pvalue > _LEAST_P


def test_mixture_is_the_weighted_sum_of_its_parts() -> None:
    parts = [
        ({"uniform": [0, 10]}, stats.uniform(0, 10)),
        ({"log_uniform": [2, 60]}, stats.loguniform(2, 60)),
    ]
    inner = {"mixture": [{"weight": 1, **parts[1][0]}, {"weight": 3, **parts[0][0]}]}
    document = {"mixture": [{"weight": 1, **parts[0][0]}, {"weight": 4, **inner}]}
    values = quantiles(document, points(20_000, seed=4))

    def cdf(x: Any) -> Any:
        return 0.8 * parts[0][1].cdf(x) + 0.2 * parts[1][1].cdf(x)

    assert stats.kstest(values, cdf).pvalue > _LEAST_P


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(st.tuples(st.floats(1e-3, 1e3), uniforms | log_uniforms), min_size=1, max_size=5))
def test_each_part_of_a_mixture_has_its_share_of_the_unit_interval(parts: list[tuple[float, Any]]) -> None:
    weights = np.array([weight for weight, _ in parts])
    ends = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    document = {"mixture": [{"weight": weight, **part} for weight, part in parts]}
    inside = np.linspace(0.05, 0.95, 19)
    for i, (_, part) in enumerate(parts):
        found = quantiles(document, ends[i] + inside * (ends[i + 1] - ends[i]))
        np.testing.assert_allclose(found, quantiles(part, inside), rtol=1e-6, atol=1e-6)
