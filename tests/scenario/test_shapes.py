"""CDF, quantile, density and masses of each distribution agree with scipy and with each other."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from shapes import DISCRETE, SHAPES
from worlds import distribution

from scenewright.scenario.distributions import Part
from scenewright.scenario.narrow import narrowed

_U = np.linspace(0.001, 0.999, 99)
_ROOM = 1e-10


@pytest.mark.parametrize("name", SHAPES)
def test_cdf_is_the_reference(name: str) -> None:
    document, reference = SHAPES[name]
    found = distribution(document)
    low, high = found.bounds() or (0, 0)
    x = np.linspace(low, high, 40)
    np.testing.assert_allclose(found.cdf(x, {}), reference(x), atol=_ROOM)
    assert found.cdf(np.array([low - 1, low, high, high + 1]), {}).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "mixture"])
def test_quantile_is_the_inverse_of_the_cdf(name: str) -> None:
    document, reference = SHAPES[name]
    found = distribution(document)
    values = found.quantile(_U, {})
    np.testing.assert_allclose(found.cdf(values, {}), _U, atol=1e-12)
    np.testing.assert_allclose(reference(values), _U, atol=_ROOM)
    ends = found.quantile(np.array([0.0, 2.0**-53, np.nextafter(1, 0)]), {})
    low, high = found.bounds() or (0, 0)
    assert (np.diff(ends) >= 0).all() and low <= ends[0] and ends[-1] <= high
    assert np.isfinite(found.log_density(ends, {})).all()


@pytest.mark.parametrize("name", SHAPES)
def test_density_is_the_slope_of_the_cdf(name: str) -> None:
    found = distribution(SHAPES[name][0])
    # The mixture's density has steps at 2 and 10.
    steps = [2.0, 10.0] if name == "mixture" else []
    for a, b in pairwise(np.sort([*found.quantile(np.linspace(0.05, 0.95, 12), {}), *steps])):
        inside = integrate.quad(lambda x: np.exp(found.log_density(np.array([x]), {})[0]), a, b, limit=200)[0]
        assert inside == pytest.approx(float(np.diff(found.cdf(np.array([a, b]), {}))[0]), rel=1e-6)
    low, high = found.bounds() or (0, 0)
    assert np.isneginf(found.log_density(np.array([low - 1, high + 1]), {})).all()


@pytest.mark.parametrize("name", [*SHAPES, *(f"{name}, single values" for name in DISCRETE)])
def test_masses_of_buckets_are_those_of_the_cdf_and_sum_to_one(name: str) -> None:
    plain = name.removesuffix(", single values")
    found = distribution(SHAPES[plain][0] if plain == name else DISCRETE[plain])
    low, high = found.bounds() or (0, 0)
    inner = np.linspace(low, high, 6)[1:-1].tolist()
    edges = [None, *inner, None]
    buckets = [Part.bucket(a, b) for a, b in pairwise(edges)]
    masses = [float(found.mass(bucket, {})) for bucket in buckets]
    assert sum(masses) == pytest.approx(1, abs=1e-12)
    values = found.quantile((np.arange(4000) + 0.5) / 4000, {}).tolist()
    counts = [sum(bucket.has(value) for value in values) / 4000 for bucket in buckets]
    np.testing.assert_allclose(masses, counts, atol=6e-4)


@pytest.mark.parametrize("name", DISCRETE)
def test_single_values_have_their_masses(name: str) -> None:
    found = distribution(DISCRETE[name])
    values = np.array(sorted(found.values() or (), key=float))
    masses = np.exp(found.log_density(values, {}))
    np.testing.assert_allclose(masses, [float(found.mass(Part(values=(v,)), {})) for v in values.tolist()])
    np.testing.assert_allclose(found.cdf(values, {}), np.cumsum(masses))
    np.testing.assert_allclose(found.cdf(values - 1e-9, {}), np.append(0, np.cumsum(masses)[:-1]), atol=1e-12)
    assert found.has_mass(values, {}).all() and not found.has_mass(values + 0.25, {}).any()
    assert found.dtype == found.quantile(_U, {}).dtype


def test_half_open_buckets_leave_their_upper_end_out() -> None:
    whole, seen = distribution({"integer": [0, 9]}), distribution({"empirical": {"values": [0, 1, 2, 3]}})
    assert float(whole.mass(Part.bucket(2, 5), {})) == pytest.approx(0.3)
    assert float(whole.mass(Part(2, 5), {})) == pytest.approx(0.4)
    assert float(whole.mass(Part(values=(2, 5, 77, 2.5)), {})) == pytest.approx(0.2)
    assert float(seen.mass(Part.bucket(1, 3), {})) == pytest.approx(0.5)
    assert float(distribution(3).mass(Part.bucket(2, 3), {})) == 0
    assert float(distribution({"uniform": [0, 4]}).mass(Part.bucket(1, 3, ()), {})) == pytest.approx(0.5)


def test_texts_have_masses_and_an_alphabetical_cdf() -> None:
    found = distribution({"choice": {"red": 1, "green": 2, "blue": 1}})
    texts = np.array(["amber", "blue", "green", "red", "violet"], dtype=object)
    np.testing.assert_allclose(found.cdf(texts, {}), [0, 0.25, 0.75, 1, 1])
    assert float(found.mass(Part(values=("red", "green", "pink")), {})) == pytest.approx(0.75)
    assert float(found.mass(Part(0, 1), {})) == 0


def test_conditional_trees_have_the_cdf_and_masses_of_their_parents() -> None:
    inner = {"given": "color", "cases": {"red": {"uniform": [0, 4]}}, "otherwise": 1}
    mixed = {"mixture": [{"weight": 1, **inner}, {"weight": 3, "uniform": [0, 2]}]}
    found = distribution({"given": "wet", "cases": {"true": mixed, "false": inner}})
    colors = np.array(["red", "green", "red", "green"], dtype=object)
    parents = {"color": colors, "wet": np.array([True, True, False, False])}
    x = np.full(4, 1.0)
    np.testing.assert_allclose(found.cdf(x, parents), [0.25 / 4 + 0.375, 0.25 + 0.375, 0.25, 1])
    half = [0.75 * 0.5 + 0.25 / 4, 0.75 * 0.5, 0.25, 0]
    np.testing.assert_allclose(found.mass(Part.bucket(0, 1), parents), half)
    outer = distribution({"mixture": [{"weight": 1, **mixed}, {"weight": 1, "constant": 0}]})
    np.testing.assert_allclose(
        outer.mass(Part.bucket(0, 1), parents)[:2], [0.5 + half[0] / 2, 0.5 + half[1] / 2]
    )


@settings(max_examples=40, deadline=None)
@given(a=st.floats(0.1, 50), b=st.floats(0.1, 50), low=st.floats(-100, 100), width=st.floats(0.01, 100))
def test_any_beta_is_scipys(a: float, b: float, low: float, width: float) -> None:
    found = distribution({"beta": {"a": a, "b": b, "low": low, "high": low + width}})
    _agrees(found, stats.beta(a, b, low, found.high - low), low, found.high)


@settings(max_examples=40, deadline=None)
@given(
    shape=st.floats(0.1, 200),
    scale=st.floats(0.01, 50),
    ends=st.tuples(st.floats(0.01, 0.9), st.floats(0.05, 1)),
)
def test_any_gamma_is_scipys(shape: float, scale: float, ends: tuple[float, float]) -> None:
    reference = stats.gamma(shape, scale=scale)
    low, high = sorted(reference.ppf([ends[0], min(ends[0] + ends[1], 0.9999)]).tolist())
    if high - low < 1e-9 * high or low < 1e-100:
        return
    found = distribution({"gamma": {"shape": shape, "scale": scale, "low": low, "high": high}})
    share = reference.cdf(high) - reference.cdf(low)
    x = np.linspace(low, high, 9)
    np.testing.assert_allclose(found.cdf(x, {}), (reference.cdf(x) - reference.cdf(low)) / share, atol=1e-9)
    np.testing.assert_allclose(found.log_density(x, {}), reference.logpdf(x) - np.log(share), atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(gamma=st.floats(-3, 3), delta=st.floats(0.3, 5), xi=st.floats(-50, 50), width=st.floats(0.1, 300))
def test_any_johnson_sb_is_scipys(gamma: float, delta: float, xi: float, width: float) -> None:
    found = distribution({"johnson_sb": {"gamma": gamma, "delta": delta, "xi": xi, "lambda": width}})
    _agrees(found, stats.johnsonsb(gamma, delta, xi, width), xi, xi + width)


@settings(max_examples=25, deadline=None)
@given(
    mean=st.floats(-720, 720), kappa=st.floats(0.01, 40), low=st.floats(-360, 360), width=st.floats(10, 360)
)
def test_any_von_mises_is_scipys(mean: float, kappa: float, low: float, width: float) -> None:
    found = distribution({"von_mises": {"mean": mean, "kappa": kappa, "low": low, "high": low + width}})
    u = np.linspace(0, 0.999, 21)
    values = found.quantile(u, {})
    assert low <= values.min() and values.max() < found.high
    np.testing.assert_allclose(found.cdf(values, {}), u, atol=1e-12)
    # The density is scipy's but for a factor.
    x = np.linspace(low, found.high, 9)
    reference = stats.vonmises(kappa).logpdf(np.radians((x - mean + 180) % 360 - 180))
    assert np.ptp(found.log_density(x, {}) - reference) < 1e-8


def _agrees(found: Any, reference: Any, low: float, high: float) -> None:
    x = np.linspace(low, high, 11)[1:-1]
    np.testing.assert_allclose(found.cdf(x, {}), reference.cdf(x), atol=1e-9)
    np.testing.assert_allclose(found.log_density(x, {}), reference.logpdf(x), rtol=1e-7, atol=1e-7)


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.integers(-1000, 1000), min_size=2, max_size=40, unique=True))
def test_empirical_range_has_numpys_quantiles(values: list[int]) -> None:
    found = distribution({"empirical": {"values": values, "interpolate": "linear"}})
    np.testing.assert_allclose(found.quantile(_U, {}), np.quantile(values, _U), rtol=1e-9, atol=1e-9)


def test_thousands_of_empirical_values_are_read_and_drawn() -> None:
    values = np.random.default_rng(1).normal(0, 1, 5000).round(2).tolist()
    found = distribution({"empirical": {"values": values}})
    drawn = found.quantile((np.arange(20_000) + 0.5) / 20_000, {})
    assert stats.ks_2samp(drawn, values).statistic < 1e-3
    shuffled = distribution({"empirical": {"values": values[::-1]}})
    assert shuffled == found, "the order of the values means nothing"


@pytest.mark.parametrize("name", [n for n in SHAPES if n != "mixture"])
def test_narrowed_is_the_distribution_given_that_it_fits(name: str) -> None:
    old = distribution(SHAPES[name][0])
    low, high = old.quantile(np.array([0.2, 0.7]), {}).tolist()
    new = narrowed(old, Part(low, high))
    assert new is not None
    x = np.linspace(low, high, 9)
    np.testing.assert_allclose(new.cdf(x, {}), (old.cdf(x, {}) - 0.2) / 0.5, atol=1e-9)
    inside = x[1:-1]
    np.testing.assert_allclose(
        new.log_density(inside, {}), old.log_density(inside, {}) - np.log(0.5), atol=1e-8
    )
    assert distribution(json.loads(json.dumps(new.to_document()))) == new, "a file can hold it"
    assert narrowed(old, Part(1e6, 2e6)) is None


def test_narrowed_empirical_keeps_what_fits() -> None:
    new = narrowed(distribution(DISCRETE["empirical"]), Part(2, 5))
    assert new is not None
    assert new.to_document() == {
        "empirical": {"values": [2.5, 5.0], "weights": [1.0, 2.0], "interpolate": "none"}
    }


def test_a_wrong_density_would_be_seen() -> None:
    """Planted fault: the density of another shape fails the test above."""
    found, other = distribution(SHAPES["beta"][0]), stats.beta(2.01, 5, -1, 4)
    with pytest.raises(AssertionError):
        _agrees(found, other, -1, 3)
