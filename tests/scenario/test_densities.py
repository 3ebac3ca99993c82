"""Each density belongs to its quantile: it sums to 1, agrees with scipy and reweights draws rightly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate, stats
from worlds import (
    choices,
    continuous,
    distribution,
    integers,
    log_uniforms,
    mixtures,
    normals,
    points,
    scenario,
    uniforms,
)

from scenewright.scenario import draw_many

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(400)


def _density(document: Any, values: Any) -> NDArray[np.float64]:
    return np.exp(distribution(document).log_density(np.asarray(values), {}))


def _integral(document: Any, low: float, high: float) -> float:
    middle, half = (low + high) / 2, (high - low) / 2
    return float(half * (_WEIGHTS * _density(document, middle + half * _NODES)).sum())


@settings(max_examples=100, deadline=None)
@given(document=uniforms | normals)
def test_density_integrates_to_one(document: Any) -> None:
    low, high = distribution(document).bounds() or (0, 0)
    edges = np.linspace(low, high, 9)
    assert sum(map(_integral, [document] * 8, edges[:-1], edges[1:])) == pytest.approx(1, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(document=log_uniforms)
def test_log_uniform_integrates_to_one(document: Any) -> None:
    low, high = distribution(document).bounds() or (0, 0)
    edges = np.geomspace(low, high, 9)
    edges[[0, -1]] = low, high
    assert sum(map(_integral, [document] * 8, edges[:-1], edges[1:])) == pytest.approx(1, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(document=choices | integers)
def test_masses_sum_to_one(document: Any) -> None:
    values = distribution(document).values() or ()
    assert _density(document, values).sum() == pytest.approx(1)


@settings(max_examples=100, deadline=None)
@given(document=st.one_of(continuous, integers, mixtures))
def test_density_is_zero_outside(document: Any) -> None:
    low, high = distribution(document).bounds() or (0, 0)
    span = 1 + abs(high) + abs(low)
    assert (_density(document, [low - span, high + span]) == 0).all()


@settings(max_examples=150, deadline=None)
@given(document=normals, share=st.floats(0, 1))
def test_truncated_normal_has_scipys_density(document: Any, share: float) -> None:
    n = document["normal"]
    ends = (n["low"] - n["mean"]) / n["sd"], (n["high"] - n["mean"]) / n["sd"]
    value = n["low"] + share * (n["high"] - n["low"])
    value = min(value, n["high"])
    expected = stats.truncnorm(*ends, n["mean"], n["sd"]).logpdf(value)
    assert distribution(document).log_density(np.array([value]), {})[0] == pytest.approx(expected, rel=1e-6)


@settings(max_examples=100, deadline=None)
@given(document=uniforms | log_uniforms, share=st.floats(0.001, 0.999))
def test_ranges_have_scipys_density(document: Any, share: float) -> None:
    low, high = distribution(document).bounds() or (0, 0)
    reference = stats.loguniform(low, high) if "log_uniform" in document else stats.uniform(low, high - low)
    value = low + share * (high - low)
    found = distribution(document).log_density(np.array([value]), {})[0]
    assert found == pytest.approx(reference.logpdf(value), rel=1e-9, abs=1e-9)


def test_mixture_of_ranges_has_the_weighted_density() -> None:
    document = {"mixture": [{"weight": 3, "uniform": [0, 10]}, {"weight": 1, "log_uniform": [2, 60]}]}
    x = np.linspace(0.1, 59, 200)
    expected = 0.75 * stats.uniform(0, 10).pdf(x) + 0.25 * stats.loguniform(2, 60).pdf(x)
    np.testing.assert_allclose(_density(document, x), expected, rtol=1e-12)


def test_atom_within_a_range_counts_as_a_mass_alone() -> None:
    """A range gives a single value no probability, however large its density there."""
    inner = {"mixture": [{"weight": 1, "constant": 0}, {"weight": 1, "integer": [0, 1]}]}
    document = {"mixture": [{"weight": 1, **inner}, {"weight": 1, "uniform": [-0.01, 0.01]}]}
    assert _density(document, [0.0]) == pytest.approx([0.5 * (0.5 + 0.25)])
    mass = _density(document, [0.0, 1.0]).sum()
    range_ = integrate.quad(lambda x: _density(document, [x])[0], -0.01, 0.01, points=[0.0])[0]
    assert mass + range_ == pytest.approx(1)


def test_draws_can_be_reweighted_to_another_scenario() -> None:
    """The mean of p/q over draws from q is 1, and weighted means are those of p."""
    q = {"mixture": [{"weight": 0.5, "constant": 0}, {"weight": 0.5, "uniform": [-1, 4]}]}
    p = {"mixture": [{"weight": 0.2, "constant": 0}, {"weight": 0.8, "uniform": [0, 2]}]}
    values = distribution(q).quantile(points(200_000, seed=5), {})
    ratio = np.exp(distribution(p).log_density(values, {}) - distribution(q).log_density(values, {}))
    error = ratio.std() / math.sqrt(len(ratio))
    assert abs(ratio.mean() - 1) < 4 * error
    assert (ratio * values).mean() == pytest.approx(0.8, abs=0.02)


def test_conditional_has_the_density_of_its_case() -> None:
    cases = {"red": {"uniform": [0, 1]}, "300": {"uniform": [10, 30]}}
    found = distribution({"given": "color", "cases": cases, "otherwise": {"constant": 5}})
    colors = np.array(["red", "300", "green", "red", "green"], dtype=object)
    density = np.exp(found.log_density(np.array([0.5, 20.0, 5.0, 20.0, 6.0]), {"color": colors}))
    np.testing.assert_allclose(density, [1, 0.05, 1, 0, 0])
    np.testing.assert_allclose(found.quantile(np.full(5, 0.5), {"color": colors}), [0.5, 20, 5, 0.5, 5])


def test_sample_carries_the_sum_of_its_log_densities() -> None:
    parameters = {
        "x": {"log_uniform": [1, 10]},
        "y": {"given": "wet", "cases": {"true": {"uniform": [0, 2]}, "false": {"uniform": [0, 4]}}},
        "count": {"integer": [0, 9]},
        "color": {"choice": {"red": 1, "green": 3}},
        "wet": {"choice": {"true": 1, "false": 1}},
    }
    for drawn in draw_many(scenario(parameters), root="r", strategy="random", indices=range(50)):
        s = drawn.sample
        color = 0.25 if s["color"] == "red" else 0.75
        height = 0.5 if s["wet"] else 0.25
        expected = stats.loguniform(1, 10).logpdf(s["x"]) + math.log(height * 0.1 * color * 0.5)
        assert drawn.log_density == pytest.approx(expected)
