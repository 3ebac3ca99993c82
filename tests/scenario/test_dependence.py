"""Joint tables and correlations: exact margins, exact densities, rank correlations as asked for."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from worlds import SPECS

from scenewright.errors import InputError
from scenewright.scenario import Scenario, draw, draw_many, number, scenario_from_document
from scenewright.scenario.columns import unconstrained
from scenewright.scenario.copula import (
    Correlation,
    copulas_of,
    correlated,
    log_copula_density,
    nearest_spearman,
    of_scores,
    score_matrix,
    uncorrelated,
)
from scenewright.scenario.correlation import (
    apply_correlations,
    copula_log_density,
    correlated_coordinate,
)
from scenewright.scenario.diff import diff_scenarios
from scenewright.scenario.diff_text import diff_lines
from scenewright.scenario.distributions import Part
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies import Design, Given

_SPECS = (*SPECS, number("z", "1", -100, 100, "", {"uniform": [0, 1]}, ""))
_N = 20_000


def _scenario(parameters: Any = None, **fields: Any) -> Scenario:
    document = {"name": "law", "world": "small", "parameters": parameters or {}, **fields}
    return scenario_from_document(document, _SPECS)


def _drawn(scenario: Scenario, n: int = _N, seed: int = 1) -> dict[str, np.ndarray]:
    points = np.random.Generator(np.random.Philox(seed)).random((n, len(scenario.parameters)))
    return unconstrained(scenario, points)


def _pair(spearman: float, a: str = "x", b: str = "z") -> dict[str, Any]:
    return {"parameters": [a, b], "spearman": spearman}


_RAIN = {
    "parameters": ["x", "count", "color"],
    "table": [
        {"x": 0, "count": {"integer": [0, 3]}, "color": "red", "weight": 3},
        {
            "x": {"uniform": [0, 4]},
            "count": {"integer": [2, 9]},
            "color": {"choice": ["red", "green"]},
            "weight": 1,
        },
        {"x": {"uniform": [2, 6]}, "count": 9, "color": "300", "weight": 2},
    ],
}


def test_rows_of_a_joint_table_come_by_their_weights() -> None:
    """Against the table drawn by hand: row first, then each value."""
    found = _drawn(_scenario(joint=[_RAIN]))
    rng = np.random.default_rng(5)
    row = rng.choice(3, _N, p=[0.5, 1 / 6, 1 / 3])
    x = np.select([row == 0, row == 1], [0.0, rng.random(_N) * 4], 2 + rng.random(_N) * 4)
    count = np.select([row == 0, row == 1], [rng.integers(0, 4, _N), rng.integers(2, 10, _N)], 9)
    color = np.select([row == 0, row == 1], [0, rng.integers(0, 2, _N)], 2)
    code = np.array([["red", "green", "300"].index(c) for c in found["color"]])
    assert stats.ks_2samp(found["x"], x).pvalue > 1e-3
    cells = [
        np.digitize(v, [1e-9, 2, 4]) * 30 + n * 3 + c
        for v, n, c in ((found["x"], found["count"], code), (x, count, color))
    ]
    counts = np.array([np.bincount(c.astype(int), minlength=130) for c in cells])
    assert stats.chi2_contingency(counts[:, counts.sum(axis=0) > 10]).pvalue > 1e-3


def test_density_of_a_joint_table_is_the_sum_over_its_rows() -> None:
    scenario = _scenario(joint=[_RAIN])
    x = np.array([0.0, 1.0, 3.0, 3.0, 5.0, 3.0, 1.0])
    count = np.array([1, 4, 9, 9, 9, 3, 9])
    color = np.array(["red", "green", "300", "red", "300", "green", "300"], dtype=object)
    columns = {"x": x, "count": count, "color": color}
    one, two = 1 / 6 / 4 / 8 * 0.5, 1 / 3 / 4
    expected = [0.5 / 4, one, two, one, two, one, 0]
    logs = sum(scenario.parameters[name].log_density(columns[name], columns) for name in columns)
    np.testing.assert_allclose(np.exp(logs), expected)


def test_cdf_and_mass_of_a_joint_column_are_those_given_the_earlier_ones() -> None:
    scenario = _scenario(joint=[_RAIN])
    first, second = scenario.parameters["x"], scenario.parameters["count"]
    assert float(first.mass(Part.bucket(0, 1), {})) == pytest.approx(0.5 + 1 / 6 / 4)
    parents = {"x": np.array([0.0, 1.0, 3.0, 5.0])}
    # At 3, the second row weighs (1/6)/4 and the third (1/3)/4.
    np.testing.assert_allclose(second.mass(Part.bucket(9, None), parents), [0, 1 / 8, 1 / 3 / 8 + 2 / 3, 1])
    values = np.array([3, 4, 8, 8])
    np.testing.assert_allclose(second.cdf(values, parents), [1, 3 / 8, 7 / 8 / 3, 0])
    drawn = _drawn(scenario)
    for name in ("x", "count"):
        assert np.isfinite(scenario.parameters[name].log_density(drawn[name], drawn)).all()


def test_rows_may_be_given_other_parameters_and_parents_may_be_tabled() -> None:
    cases = {"given": "wet", "cases": {"true": {"uniform": [0, 1]}, "false": {"uniform": [0, 2]}}}
    rows = [
        {"x": cases, "y": 1, "weight": 1},
        {"x": {"uniform": [1, 3]}, "y": {"given": "z", "cases": {0: 5}, "otherwise": 6}, "weight": 1},
    ]
    scenario = _scenario(
        {"count": {"given": "y", "cases": {"1": 1}, "otherwise": 2}, "z": {"choice": [0, 1]}},
        joint=[{"parameters": ["x", "y"], "table": rows}],
    )
    found = _drawn(scenario, 4000)
    assert (found["count"] == np.where(found["y"] == 1, 1, 2)).all()
    high = found["y"] > 1
    assert (found["y"][high] == np.where(found["z"][high] == 0, 5, 6)).all()
    assert high.mean() == pytest.approx(0.5, abs=0.04)
    # Wet and below 1, only the first row is possible.
    assert (found["y"][found["wet"].astype(bool) & (found["x"] < 1)] == 1).all()


def test_documents_with_dependences_are_the_same_there_and_back() -> None:
    scenario = _scenario({"z": {"uniform": [0, 9]}}, joint=[_RAIN], correlations=[_pair(0.5, "z", "y")])
    document = json.loads(json.dumps(scenario.to_document(resolved=True)))
    again = scenario_from_document(document, _SPECS)
    assert again.digest == scenario.digest != _scenario(joint=[_RAIN]).digest
    assert set(document["parameters"]) == {"wet", "y", "z"}
    assert draw(again, root="r", strategy="sobol", index=3) == draw(
        scenario, root="r", strategy="sobol", index=3
    )
    assert "joint" not in _scenario().to_document() and "correlations" not in _scenario().to_document()
    turned = {**document, "correlations": [_pair(0.5, "z", "y")]}
    assert scenario_from_document(turned, _SPECS).digest == scenario.digest


def test_draws_alone_are_those_among_others() -> None:
    scenario = _scenario({"z": {"uniform": [0, 9]}}, joint=[_RAIN], correlations=[_pair(-0.7, "z", "y")])
    many = draw_many(scenario, root="r", strategy="random", indices=range(40))
    assert many == [draw(scenario, root="r", strategy="random", index=i) for i in range(40)]


_TIED: dict[str, Any] = {
    "x": {"log_uniform": [1, 100]},
    "y": {"beta": {"a": 2, "b": 5, "low": 0, "high": 1}},
    "z": {"normal": {"mean": 0, "sd": 2, "low": -4, "high": 4}},
}
_THREE = [_pair(0.6, "x", "y"), _pair(-0.3, "y", "z"), _pair(0.2, "x", "z")]


def test_margins_stay_and_ranks_are_correlated_as_asked() -> None:
    found = _drawn(_scenario(_TIED, correlations=_THREE))
    alone = _scenario(_TIED)
    for name in _TIED:
        distribution = alone.parameters[name]
        assert stats.kstest(found[name], lambda v, d=distribution: d.cdf(np.asarray(v), {})).pvalue > 1e-3
    for pair in _THREE:
        a, b = pair["parameters"]
        # The deviation of a rank correlation is about 1/sqrt(n).
        assert stats.spearmanr(found[a], found[b]).statistic == pytest.approx(
            pair["spearman"], abs=4 / math.sqrt(_N)
        )


def test_density_of_a_sample_is_that_of_scipys_copula() -> None:
    scenario = _scenario(_TIED, correlations=_THREE)
    found = _drawn(scenario, 200)
    levels = np.column_stack([scenario.parameters[n].cdf(found[n], {}) for n in _TIED])
    matrix = score_matrix(tuple(_TIED), scenario.correlations)
    scores = stats.norm.ppf(levels)
    expected = stats.multivariate_normal(np.zeros(3), matrix).logpdf(scores) - stats.norm.logpdf(scores).sum(
        axis=1
    )
    np.testing.assert_allclose(copula_log_density(scenario, found), expected, rtol=1e-7, atol=1e-7)
    names = tuple(sorted(scenario.parameters))
    points = np.random.Generator(np.random.Philox(1)).random((200, len(names)))
    moved, logs = apply_correlations(scenario, names, points)
    np.testing.assert_allclose(logs, expected, rtol=1e-7, atol=1e-7)
    for i, name in enumerate(names):
        column = correlated_coordinate(scenario, name, lambda other: points[:, names.index(other)])
        assert column.tolist() == moved[:, i].tolist(), "a parameter alone gets the same coordinate"


@settings(max_examples=40, deadline=None)
@given(spearman=st.floats(-0.95, 0.95), seed=st.integers(0, 1000))
def test_correlating_can_be_undone(spearman: float, seed: int) -> None:
    cholesky = copulas_of([Correlation(("a", "b"), spearman)])[0].cholesky
    points = np.random.default_rng(seed).random((50, 2))
    moved = correlated(points, cholesky)
    np.testing.assert_allclose(uncorrelated(moved, cholesky), points, atol=1e-9)
    assert ((moved >= 0) & (moved < 1)).all()
    ends = correlated(np.array([[0.0, 0.0], [0.0, np.nextafter(1, 0)]]), cholesky)
    assert ((ends >= 0) & (ends < 1)).all() and np.isfinite(log_copula_density(ends, cholesky)).all()


def test_copula_density_integrates_to_one() -> None:
    cholesky = copulas_of([Correlation(("a", "b"), 0.6)])[0].cholesky

    def density(v: float, u: float) -> float:
        return float(np.exp(log_copula_density(np.array([[u, v]]), cholesky))[0])

    margin = [integrate.quad(density, 0, 1, args=(u,))[0] for u in (0.1, 0.5, 0.9)]
    np.testing.assert_allclose(margin, 1, atol=1e-6)


def test_a_copula_of_pearsons_correlation_instead_would_be_seen() -> None:
    """Planted fault: without the conversion, the rank correlation is too low."""
    assert of_scores(0.6) == pytest.approx(0.618, abs=1e-3)
    points = np.random.default_rng(1).random((400_000, 2))
    ranks = [
        stats.pearsonr(*correlated(points, np.array([[1, 0], [r, math.sqrt(1 - r * r)]])).T).statistic
        for r in (of_scores(0.6), 0.6)
    ]
    assert ranks[0] == pytest.approx(0.6, abs=0.004) and ranks[1] != pytest.approx(0.6, abs=0.004)


def test_correlations_that_cannot_hold_together_are_refused_with_the_nearest_that_can() -> None:
    torn = [_pair(0.9, "x", "y"), _pair(0.9, "y", "z"), _pair(-0.9, "x", "z")]
    with pytest.raises(InputError) as refused:
        _scenario(_TIED, correlations=torn)
    fix = refused.value.problems[0].fix
    near = {
        tuple(part.rsplit(" ", 1)[0].split(" - ")): float(part.rsplit(" ", 1)[1])
        for part in fix.partition(": ")[2].split(", ")
    }
    assert _scenario(_TIED, correlations=[_pair(r, *pair) for pair, r in near.items()]).copulas
    assert near["x", "y"] == near["y", "z"] == -near["x", "z"] == pytest.approx(0.48, abs=0.03)
    fine = [Correlation(("a", "b"), 0.5)]
    assert nearest_spearman(("a", "b"), fine) == {("a", "b"): 0.5}


def test_conditions_within_a_group_are_refused_and_outside_it_hold() -> None:
    by_x = {"given": "x", "cases": {"1": {"uniform": [0, 1]}}, "otherwise": {"uniform": [0, 2]}}
    with pytest.raises(InputError, match="not also 'given' each other"):
        _scenario({"z": by_x}, correlations=[_pair(0.5)])
    by_color = {"given": "color", "cases": {"red": {"uniform": [0, 1]}}, "otherwise": {"uniform": [5, 9]}}
    scenario = _scenario({"x": by_color}, correlations=[_pair(0.5)])
    found = _drawn(scenario)
    red = found["color"] == "red"
    assert ((found["x"] <= 1) == red).all()
    for rows in (red, ~red):
        ranks = stats.spearmanr(found["x"][rows], found["z"][rows]).statistic
        assert ranks == pytest.approx(0.5, abs=5 / math.sqrt(rows.sum()))


def test_diff_says_how_much_a_dependence_moved() -> None:
    before, after = _scenario(_TIED, correlations=_THREE[:1]), _scenario(_TIED)
    change = diff_scenarios(before, after)
    assert not change.parameters and len(change.dependences) == 1
    grid = (np.arange(400) + 0.5) / 400
    points = np.array(np.meshgrid(grid, grid)).reshape(2, -1).T
    exact = 0.5 * np.abs(np.exp(log_copula_density(points, before.copulas[0].cholesky)) - 1).mean()
    assert change.dependences[0].mass_moved == pytest.approx(exact, abs=0.01)
    text = "\n".join(diff_lines({"added": (), "removed": (), "changed": [_plain(change)]}))
    assert "correlations of x, y" in text and "spearman: 0.6" in text
    assert not diff_scenarios(before, before)


def test_diff_of_a_joint_table_compares_the_whole_table() -> None:
    def table(*weights: float) -> dict[str, Any]:
        pairs = [("red", 1), ("red", 2), ("green", 1), ("green", 2)]
        rows = [{"color": c, "count": n, "weight": w} for (c, n), w in zip(pairs, weights, strict=True)]
        return {"parameters": ["color", "count"], "table": rows}

    change = diff_scenarios(_scenario(joint=[table(1, 1, 1, 1)]), _scenario(joint=[table(1, 3, 3, 1)]))
    assert [d.parameters for d in change.dependences] == [("color", "count")]
    assert change.dependences[0].mass_moved == pytest.approx(0.25, abs=0.01)
    assert all(parameter.mass_moved == pytest.approx(0, abs=0.01) for parameter in change.parameters)


def _plain(change: Any) -> dict[str, Any]:
    from scenewright.scenario.diff import LibraryDiff

    return LibraryDiff((), (), (change,)).to_json()["changed"][0]


def test_the_example_of_the_documentation_is_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text()
    block = next(part for part in text.split("```") if part.startswith("yaml\njoint:"))
    document = {"name": "law", "world": "traffic_light", **yaml.safe_load(block.removeprefix("yaml"))}
    scenario = scenario_from_document(document)
    assert len(scenario.joint) == len(scenario.copulas) == 1
    assert np.isfinite(draw(scenario, root="r", strategy="sobol", index=1).log_density)


def test_what_is_given_ties_nothing_that_is_drawn_and_adds_nothing_to_its_density() -> None:
    tied = [
        {"parameters": [a, b], "spearman": r}
        for a, b, r in (("x", "y", 0.8), ("y", "z", 0.5), ("x", "z", 0.3))
    ]
    specs = tuple(replace(SPECS[0], name=name) for name in "xyz")
    found = scenario_from_document({"name": "tied", "world": "small", "correlations": tied}, specs)
    table = Given({"x": tuple(np.linspace(0.01, 0.99, 4000).tolist())}, {})
    drawn = draw_columns(found, root="r", strategy=Design("scenic", given=table), indices=np.arange(4000))
    assert abs(stats.spearmanr(drawn.columns["x"], drawn.columns["y"])[0]) < 0.05
    assert stats.spearmanr(drawn.columns["y"], drawn.columns["z"])[0] == pytest.approx(0.5, abs=0.05)
    # The pair that was drawn has a density of its own: with scores of correlation r, that of two normals.
    scores = stats.norm.ppf(np.column_stack([drawn.columns["y"], drawn.columns["z"]]))
    r = 2 * np.sin(np.pi * 0.5 / 6)
    pair = stats.multivariate_normal(cov=[[1, r], [r, 1]]).logpdf(scores)
    np.testing.assert_allclose(drawn.log_density, pair - stats.norm.logpdf(scores).sum(axis=1), atol=1e-9)
