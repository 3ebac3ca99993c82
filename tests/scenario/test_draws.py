"""A draw is a function of root, scenario and index; it meets the constraints; points fill the cube evenly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats
from scipy.stats import qmc
from worlds import SPECS, scenario, scenario_documents

from scenewright.errors import InputError
from scenewright.expressions import Expression
from scenewright.scenario import draw, draw_many, scenario_from_document
from scenewright.scenario.strategies import SPREADS, Design

_STRATEGIES = sorted(SPREADS)
_NORMAL = {"mean": 0, "sd": 2, "low": -3, "high": 9}
_WIDE = {
    "x": {"log_uniform": [1e-3, 1e3]},
    "y": {"mixture": [{"weight": 1, "normal": _NORMAL}, {"weight": 1, "constant": 0}]},
    "count": {"given": "color", "cases": {"red": {"integer": [0, 9]}}, "otherwise": 4},
}
_RARE = scenario(_WIDE, derived={"sum": "x + y"}, constraints=["sum > 2", "count >= 3 or wet"])
"""About a quarter of its points meet the constraints."""


def _points(strategy: str, root: str, names: Sequence[str], indices: Sequence[int]) -> NDArray[np.float64]:
    """Shape (len(indices), len(names))."""
    found = Design(strategy, size=len(indices)).points(root, "law", tuple(names))
    return np.stack([found.column(name, np.array(indices)) for name in names], axis=1)


@pytest.mark.parametrize("strategy", _STRATEGIES)
@settings(max_examples=25, deadline=None)
@given(indices=st.lists(st.integers(0, 3000), min_size=1, max_size=40))
def test_draws_are_the_same_alone_in_any_order_and_in_any_batch(strategy: str, indices: list[int]) -> None:
    together = draw_many(_RARE, root="r", strategy=strategy, indices=indices)
    backwards = draw_many(_RARE, root="r", strategy=strategy, indices=indices[::-1])
    assert together == backwards[::-1]
    assert together == [draw(_RARE, root="r", strategy=strategy, index=index) for index in indices]


@pytest.mark.parametrize("strategy", _STRATEGIES)
def test_long_runs_agree_with_short_ones_to_the_bit(strategy: str) -> None:
    long = draw_many(_RARE, root="r", strategy=strategy, indices=range(2100))
    for start, end in ((0, 1), (5, 21), (1000, 1100), (2047, 2100)):
        short = draw_many(_RARE, root="r", strategy=strategy, indices=range(start, end))
        assert repr(short) == repr(long[start:end])


@pytest.mark.parametrize("strategy", _STRATEGIES)
def test_another_root_scenario_or_index_gives_another_draw(strategy: str) -> None:
    plain = scenario(_WIDE)
    drawn = [
        draw(plain, root=root, strategy=strategy, index=i).sample["x"] for root in "ab" for i in range(40)
    ]
    drawn += [draw(scenario(_WIDE, name="other"), root="a", strategy=strategy, index=0).sample["x"]]
    assert len(set(drawn)) == 81


@settings(max_examples=60, deadline=None)
@given(document=scenario_documents, strategy=st.sampled_from(_STRATEGIES), index=st.integers(0, 5000))
def test_drawing_twice_gives_the_same(document: Any, strategy: str, index: int) -> None:
    scenarios = [scenario_from_document(document, SPECS) for _ in range(2)]
    first, second = (draw(s, root="r", strategy=strategy, index=index) for s in scenarios)
    assert first == second and list(first.sample) == list(second.sample)
    assert all(type(value) in (int, float, str, bool) for value in first.sample.values())


@settings(max_examples=40, deadline=None)
@given(
    least=st.floats(-0.9, 0.9),
    most=st.integers(0, 3),
    color=st.sampled_from(["red", "green"]),
    root=st.text(max_size=3),
)
def test_every_draw_meets_the_constraints(least: float, most: int, color: str, root: str) -> None:
    constraints = [f"y >= {least}", f"count <= {most} or color = '{color}'", "not (wet and y > 2)"]
    constrained = scenario(constraints=constraints)
    for drawn in draw_many(constrained, root=root, strategy="sobol", indices=range(30)):
        s = drawn.sample
        assert s["y"] >= least and (s["count"] <= most or s["color"] == color)
        assert not (s["wet"] and s["y"] > 2)
        assert drawn.attempts >= 1


def test_constraints_cut_the_distribution_and_change_nothing_else() -> None:
    constrained = scenario({"x": {"uniform": [0, 1]}}, constraints=["x > 0.75"])
    drawn = draw_many(constrained, root="r", strategy="random", indices=range(4000))
    values = [d.sample["x"] for d in drawn]
    assert stats.kstest(values, stats.uniform(0.75, 0.25).cdf).pvalue > 1e-3
    assert np.mean([d.attempts for d in drawn]) == pytest.approx(4, abs=0.3)
    free = draw_many(scenario({"x": {"uniform": [0, 1]}}), root="r", strategy="random", indices=range(200))
    kept = [a for a, b in zip(free, drawn, strict=False) if a.sample["x"] > 0.75]
    assert kept == [b for a, b in zip(free, drawn, strict=False) if a.sample["x"] > 0.75]


def test_constraints_that_no_point_meets_stop_with_an_error() -> None:
    impossible = replace(scenario(), constraints=(Expression.parse("x > 2"),))
    with pytest.raises(InputError, match="none for sample 3 of 'law'"):
        draw(impossible, root="r", strategy="random", index=3)


def test_unknown_strategy_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'sobol'"):
        draw(scenario(), root="r", strategy="sobl", index=0)


@pytest.mark.parametrize("seed", range(5))
def test_sobol_points_have_the_lower_discrepancy(seed: int) -> None:
    names, indices = ("a", "b", "c", "d"), range(512)  # one block
    even, chance = (_points(strategy, f"root {seed}", names, indices) for strategy in ("sobol", "random"))
    assert qmc.discrepancy(even) < qmc.discrepancy(chance) / 5


@pytest.mark.parametrize("block", [0, 1, 3])
def test_sobol_points_lie_one_to_a_cell_in_each_dimension(block: int) -> None:
    points = _points("sobol", "root", tuple("abcdefgh"), range(1024 * block, 1024 * (block + 1)))
    for column in points.T:
        assert sorted(np.floor(column * 1024).astype(int)) == list(range(1024))
    assert points.min() >= 0 and points.max() < 1


@pytest.mark.parametrize("first", [0, 4, 8])
def test_sobol_points_fill_the_plane_of_two_neighbours(first: int) -> None:
    """The first two dimensions of a Sobol sequence are a (0, m, 2)-net: one of 2^m points in every cell."""
    points = _points("sobol", "root", tuple("abcdefghijkl"), range(256))[:, first : first + 2]
    for columns in (2, 16, 64):
        cells = np.floor(points * [columns, 256 // columns]).astype(int)
        assert len(np.unique(cells, axis=0)) == 256


def test_no_two_of_many_sobol_dimensions_are_correlated() -> None:
    points = _points("sobol", "root", tuple(f"p{i:02}" for i in range(44)), range(512))
    assert np.abs(np.corrcoef(points.T) - np.eye(44)).max() < 0.25


def test_a_sobol_point_is_uniform_over_roots() -> None:
    points = np.array([_points("sobol", f"root {i}", ("a", "b"), [5])[0] for i in range(2000)])
    assert all(stats.kstest(column, "uniform").pvalue > 1e-3 for column in points.T)


def test_random_points_are_independent_and_uniform() -> None:
    points = _points("random", "root", ("a", "b", "c"), range(3000))
    assert stats.kstest(points.ravel(), "uniform").pvalue > 1e-3
    assert np.abs(np.corrcoef(points.T) - np.eye(3)).max() < 0.06
    assert abs(np.corrcoef(points[:-1, 0], points[1:, 0])[0, 1]) < 0.06


def test_random_points_have_no_pattern_from_place_to_place_or_from_name_to_name() -> None:
    """Of the numbers' bits and of neighbours, over many streams: chi-square of pairs of cells."""
    names = [f"p{i}" for i in range(8)]
    points = _points("random", "root", names, range(1 << 14))
    for values in points.T:
        pairs = np.floor(values * 32).astype(int)
        counts = np.bincount(pairs[:-1] * 32 + pairs[1:], minlength=1024)
        assert stats.chisquare(counts).pvalue > 1e-4
        low = (values * 2**53).astype(np.uint64) & np.uint64(255)
        assert stats.chisquare(np.bincount(low.astype(int), minlength=256)).pvalue > 1e-4
    for first, second in itertools.combinations(range(8), 2):
        cells = np.floor(points[:, first] * 16).astype(int) * 16 + np.floor(points[:, second] * 16).astype(
            int
        )
        assert stats.chisquare(np.bincount(cells, minlength=256)).pvalue > 1e-5


def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_parameter() -> None:
    for size in (7, 500):
        points = _points("lhs", "root", ("a", "b", "c"), range(size))
        for column in points.T:
            assert sorted(np.floor(column * size).astype(int)) == list(range(size))
    assert np.abs(np.corrcoef(points.T) - np.eye(3)).max() < 0.15
