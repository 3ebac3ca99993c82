"""Samples in cells: where they lie, how often, and what they stand for together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from worlds import scenario

from scenewright.errors import InputError
from scenewright.evidence.weighting import weighted_mean
from scenewright.expressions import Expression
from scenewright.scenario import Odd, load_odd
from scenewright.scenario.covering.cells import cells_of
from scenewright.scenario.domain import Domain, domain_of
from scenewright.scenario.domain.domain import Group
from scenewright.scenario.odd import odd_from_document
from scenewright.scenario.odd.assign import bucket_codes
from scenewright.scenario.sampling import draw, draw_columns
from scenewright.scenario.strategies import Design
from scenewright.scenario.strategies.feasible import _declared, with_forbidden
from scenewright.scenario.strategies.make import _design, make_design
from scenewright.scenario.strategies.region import _conjuncts
from scenewright.scenario.strategies.samples import draw_samples
from scenewright.scenario.strategies.target import target_log_density
from scenewright.scenario.strategies.weights import Weights, importance_weights

_ODD = """
scenewright: 1
kind: Odd
name: law
attributes:
  - name: x
    parameter: x
    buckets: [{label: little, high: 0.2}, {label: some, low: 0.2, high: 0.9}, {label: much, low: 0.9}]
    exposure: {little: 0.2, some: 0.3, much: 0.5}
  - name: hue
    parameter: color
    buckets: [{label: warm, values: [red]}, {label: cold, values: [green, 300]}]
    exposure: {warm: 0.1, cold: 0.9}
  - name: number
    parameter: count
    buckets: [{label: none, high: 1}, {label: one, low: 1, high: 2}, {label: more, low: 2}]
    exposure: {none: 0.5, one: 0.25, more: 0.25}
  - name: distance from zero
    parameter: abs(y)
    buckets: [{label: near, high: 0.5}, {label: far, low: 0.5}]
    exposure: {near: 0.5, far: 0.5}
  - {name: brightness, measured: luminance, buckets: [{label: dark, high: 0.5}, {label: light, low: 0.5}]}
"""
_PARAMETERS = {
    "x": {"uniform": [0, 1]},
    "count": {"given": "color", "cases": {"red": {"integer": [0, 9]}}, "otherwise": {"integer": [0, 1]}},
}
_PLAIN = scenario(_PARAMETERS)
_BOUND = scenario(_PARAMETERS, constraints=["x < 0.9 or color != 'red'", "x + y < 1.5"])
_N = np.arange(4000)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Odd:
    file = tmp_path_factory.mktemp("odd") / "law.odd.yaml"
    file.write_text(_ODD)
    return load_odd(file)


def _domain(design: Design) -> Domain:
    assert design.domain is not None
    return design.domain


def test_a_domain_has_what_parameters_decide_and_says_what_it_leaves_out(odd: Odd) -> None:
    found, left = domain_of(odd, scenario({"x": {"uniform": [0, 0.5]}, "color": "green"}))
    assert [(a.name, a.labels) for a in found.attributes] == [
        ("x", ("little", "some")),
        ("hue", ("cold",)),
        ("number", ("none", "one", "more")),
        ("distance from zero", ("near", "far")),
    ]
    assert found.marginal([0]) == pytest.approx([0.4, 0.6])
    assert [(each.attribute, each.bucket, each.exposure) for each in left] == [
        ("x", "much", 0.5),
        ("hue", "warm", 0.1),
        ("brightness", "", 0.0),
    ]
    assert Domain.from_json(found.to_json()) == found


def test_buckets_that_never_come_together_are_found(odd: Odd) -> None:
    domain = with_forbidden(domain_of(odd, _BOUND)[0], _BOUND)
    named = [
        {(domain.attributes[a].name, domain.attributes[a].labels[b]) for a, b in each}
        for each in domain.forbidden
    ]
    assert {("x", "much"), ("hue", "warm")} in named
    assert {("hue", "cold"), ("number", "more")} in named
    # x above 0.9 and red: 0.05; more than one and not red: 0.225; no cell has both.
    assert domain.possible == pytest.approx(1 - 0.05 - 0.9 * 0.25, rel=1e-12)
    free = domain_of(odd, scenario())[0]
    assert with_forbidden(free, scenario()).forbidden == ()
    told = with_forbidden(free, scenario(), ["hue = 'warm' and x in ('some', 'much')"]).forbidden
    assert told == (((1, 0), (0, 1)), ((1, 0), (0, 2)))


@pytest.mark.parametrize("bound", [_PLAIN, _BOUND], ids=["free", "bound"])
def test_cells_come_as_often_as_the_machine_meets_them(odd: Odd, bound: Any) -> None:
    design = make_design("exposure", bound, count=len(_N), seed="1", odd=odd).design
    domain = _domain(design)
    codes = domain.codes(draw_columns(bound, root="r", strategy=design, indices=_N).columns)
    cells, counts = np.unique(codes, axis=0, return_counts=True)
    expected = domain.probability(cells) * len(_N)
    assert expected.sum() == pytest.approx(len(_N), rel=0.01)
    often = expected > 5
    assert (
        stats.chisquare(counts[often], expected[often] * counts[often].sum() / expected[often].sum()).pvalue
        > 1e-3
    )


def test_inside_a_cell_samples_are_the_scenarios(odd: Odd) -> None:
    """Also of parameters that depend on others: red has more counts above 1, and is drawn for them."""
    domain = _domain(make_design("exposure", _BOUND, count=10, seed="1", odd=odd).design)
    cell = (1, -1, 1, 1)
    design = Design(
        "covering", domain=domain, by_exposure=0.0, rows=(cell,), row_probability=(1.0,), kind="covering"
    )
    inside = draw_columns(_BOUND, root="r", strategy=design, indices=_N).columns
    free = draw_columns(_BOUND, root="other", strategy="random", indices=np.arange(60_000)).columns
    codes = domain.codes(free)
    kept = (codes[:, [0, 2, 3]] == [1, 1, 1]).all(axis=1)
    assert (domain.codes(inside)[:, [0, 2, 3]] == [1, 1, 1]).all()
    for name in ("x", "y"):
        assert stats.ks_2samp(inside[name], free[name][kept]).pvalue > 1e-3
    table = [
        [(c["color"] == color).sum() for color in ("red", "green", "300")]
        for c in (inside, {n: v[kept] for n, v in free.items()})
    ]
    assert stats.chi2_contingency(table).pvalue > 1e-3


@pytest.mark.parametrize("strategy", ["adaptive", "mixture"])
def test_rows_fill_what_is_missing_and_the_likeliest_first(odd: Odd, strategy: str) -> None:
    design = make_design(strategy, _PLAIN, count=200, seed="1", odd=odd, t=2).design
    domain = _domain(design)
    columns = draw_columns(_PLAIN, root="r", strategy=design, indices=np.arange(200)).columns
    codes = domain.codes(columns)
    assert _missing(domain, codes) == 0
    rows = np.array(design.rows)
    assert len(rows) < 14 and len(np.unique(rows, axis=0)) == len(rows)
    again = make_design(strategy, _PLAIN, count=200, seed="1", odd=odd, t=2, existing={"d": columns}).design
    assert again.rows == ()
    some = {name: column[:3] for name, column in columns.items()}
    extended = np.array(
        make_design(strategy, _PLAIN, count=200, seed="1", odd=odd, t=2, existing={"d": some}).design.rows
    )
    assert 0 < len(extended) <= len(rows)
    assert _missing(domain, np.concatenate([codes[:3], extended])) == 0


def _missing(domain: Domain, codes: Any) -> int:
    """Allowed pairs that no row has, counted one by one; what forbidden pairs imply is tried out."""
    every = np.stack(np.meshgrid(*(range(s) for s in domain.sizes), indexing="ij"), axis=-1).reshape(
        -1, len(domain.sizes)
    )
    every = every[domain.allowed(every)]
    pairs = [(a, b) for a in range(len(domain.sizes)) for b in range(a)]
    wanted = {(a, b, *cell) for a, b in pairs for cell in map(tuple, every[:, [a, b]].tolist())}
    return len(wanted - {(a, b, *cell) for a, b in pairs for cell in map(tuple, codes[:, [a, b]].tolist())})


@settings(max_examples=15, deadline=None)
@given(
    indices=st.lists(st.integers(0, 900), min_size=1, max_size=30),
    strategy=st.sampled_from(["exposure", "mixture"]),
)
def test_samples_in_cells_are_the_same_alone_and_in_any_batch(
    odd: Odd, indices: list[int], strategy: str
) -> None:
    design = make_design(strategy, _BOUND, count=300, seed="1", odd=odd, share=None).design
    design = Design.from_json(design.to_json())
    together = draw_columns(_BOUND, root="r", strategy=design, indices=indices).rows()
    assert together == [draw(_BOUND, root="r", strategy=design, index=index) for index in indices]


@settings(max_examples=50)
@given(share=st.floats(0, 1), rows=st.integers(0, 7), n=st.integers(1, 200))
def test_any_first_part_of_a_dataset_has_its_share_of_rows_in_turn(share: float, rows: int, n: int) -> None:
    design = Design("mixture", by_exposure=share, rows=tuple((i,) for i in range(rows)))
    found = design.row_of(np.arange(n))
    of_rows = found[found >= 0]
    assert abs((n - len(of_rows)) - n * share) <= 1 or not rows
    assert of_rows.tolist() == [i % rows for i in range(len(of_rows))]


def test_a_targeted_region_is_exact_where_parameters_are_independent() -> None:
    design = make_design(
        "targeted", _PLAIN, count=9, seed="1", region="x > 0.8 and x <= 0.9 and color in ('red', '300')"
    ).design
    assert (
        design.row_probability == pytest.approx((0.1 * 0.7,), rel=1e-9) and not design.row_probability_error
    )
    columns = draw_columns(_PLAIN, root="r", strategy=design, indices=_N).columns
    assert columns["x"].min() > 0.8 and columns["x"].max() <= 0.9 and set(columns["color"]) == {"red", "300"}
    assert draw_columns(_PLAIN, root="r", strategy=design, indices=_N).attempts.max() == 1


@pytest.mark.parametrize(
    "region", ["x > 0.8 and count >= 1", "x * count > 2 or not wet", "x between 0.2 and 0.4"]
)
def test_the_probability_of_any_region_is_that_of_independent_draws(region: str) -> None:
    from scenewright.expressions import Expression
    from scenewright.scenario.columns import evaluated

    design = make_design("targeted", _BOUND, count=9, seed="1", region=region, share=0.5).design
    free = draw_columns(_BOUND, root="q", strategy="random", indices=np.arange(200_000)).columns
    share = evaluated(Expression.parse(region), free).mean()
    assert design.row_probability[0] == pytest.approx(share, rel=0.02)
    inside = draw_columns(_BOUND, root="r", strategy=design, indices=np.arange(200)).columns
    assert evaluated(Expression.parse(region), inside)[design.row_of(np.arange(200)) >= 0].all()


def test_weights_turn_a_mixture_into_the_target_and_a_target_into_the_scenario(odd: Odd) -> None:
    free = draw_columns(_BOUND, root="q", strategy="random", indices=np.arange(100_000)).columns
    targeted = make_design(
        "targeted", _BOUND, count=9, seed="1", region="x > 0.95 and y > 0", share=0.5
    ).design
    mixed = make_design("mixture", _BOUND, count=20_000, seed="1", odd=odd, t=4, share=0.5).design
    exposed = make_design("exposure", _BOUND, count=9, seed="1", odd=odd).design
    base = draw_columns(_BOUND, root="q", strategy=exposed, indices=np.arange(50_000)).columns
    for design, truth in ((targeted, free), (mixed, base)):
        columns = draw_columns(_BOUND, root="r", strategy=design, indices=np.arange(20_000)).columns
        weights = importance_weights(design, _domain(design).codes(columns))
        assert weights.values.mean() == pytest.approx(1, abs=0.02)
        for name in ("x", "y", "count"):
            found = weighted_mean(columns[name].astype(float), weights)
            assert found.low is not None and found.high is not None
            assert abs(found.value - truth[name].mean()) < 3 * (found.high - found.low) / 2
        assert 1 < weights.effective_sample_size < 20_000 and weights.whole


def test_the_density_under_the_target_integrates_to_one(odd: Odd) -> None:
    """Drawn by the scenario: the mean of target over scenario density is the target's mass, which is 1."""
    domain = with_forbidden(domain_of(odd, _BOUND)[0], _BOUND)
    draws = draw_columns(_BOUND, root="q", strategy="random", indices=np.arange(40_000))
    target = target_log_density(_BOUND, domain, draws.columns, draws.log_density)
    # The scenario's density is the one before constraints renormalise it.
    met = 1 / draws.attempts.mean()
    ratio = np.exp(target - draws.log_density) * met
    assert ratio.mean() == pytest.approx(1, abs=5 * ratio.std() / 200)
    codes = domain.codes(draws.columns)
    for attribute in range(len(domain.attributes)):
        for bucket, share in enumerate(_allowed_marginal(domain, attribute)):
            assert (ratio * (codes[:, attribute] == bucket)).mean() == pytest.approx(share, abs=0.03)


def _allowed_marginal(domain: Domain, attribute: int) -> list[float]:
    every = np.stack(np.meshgrid(*(range(s) for s in domain.sizes), indexing="ij"), axis=-1).reshape(
        -1, len(domain.sizes)
    )
    p = domain.probability(every)
    return [float(p[every[:, attribute] == bucket].sum()) for bucket in range(domain.sizes[attribute])]


def test_what_cannot_be_designed_is_refused_with_all_reasons(odd: Odd) -> None:
    with pytest.raises(InputError) as caught:
        make_design("targeted", _PLAIN, count=9, seed="1", share=1.5, t=9)
    assert [p.field for p in caught.value.problems] == ["--region", "--share", "--t"]
    with pytest.raises(InputError, match="did you mean 'covering'"):
        make_design("coverin", _PLAIN, count=9, seed="1")
    with pytest.raises(InputError, match="an ODD for 'mixture'"):
        make_design("mixture", _PLAIN, count=9, seed="1")
    with pytest.raises(InputError, match="where x never lies"):
        make_design("targeted", _PLAIN, count=9, seed="1", region="x > 2")
    with pytest.raises(InputError, match="none of"):
        make_design("targeted", _PLAIN, count=9, seed="1", region="x * y > 50")
    with pytest.raises(InputError, match="did you mean 'color'"):
        make_design("targeted", _PLAIN, count=9, seed="1", region="colour = 'red' or x > 1")
    with pytest.raises(InputError, match="a condition"):
        make_design("targeted", _PLAIN, count=9, seed="1", region="x + y")


def test_too_few_samples_for_every_combination_are_told(odd: Odd) -> None:
    many = make_design("covering", _PLAIN, count=99, seed="1", odd=odd, t=2)
    few = make_design("covering", _PLAIN, count=3, seed="1", odd=odd, t=2)
    assert many.needed == len(many.design.rows) == few.needed
    assert len(few.design.rows) == 3


def test_exposure_of_a_log_taints_what_is_drawn_by_it(odd: Odd) -> None:
    from scenewright.generate import make_recipe
    from scenewright.generate.describe import provenance_class
    from scenewright.release.provenance import provenance_of
    from scenewright.scenario import scenario_from_document

    lights = scenario_from_document({"name": "lights", "world": "traffic_light"})
    design = make_design("exposure", _PLAIN, count=9, seed="1", odd=odd).design
    logged = replace(design, domain=replace(_domain(design), log_sha256="a" * 64))
    for each, expected in ((design, "fully_synthetic"), (logged, "derived_from_real")):
        recipe = make_recipe([lights], count=1, seed="1", strategy="exposure", designs=[each])
        assert provenance_class(recipe, []) == expected
        manifest = {"name": "d", "provenance_class": expected, "recipe": recipe.to_json()}
        assert provenance_of([manifest]).name == expected
        assert any("log of real operations" in r for r in provenance_of([manifest]).reasons) == (
            each is logged
        )


def test_a_scenario_that_makes_nothing_the_machine_meets_is_refused(odd: Odd) -> None:
    """Where every cell is ruled out, drawing cells by exposure would never end."""
    never = replace(odd, infeasible=("hue = 'warm'", "hue = 'cold'"))
    with pytest.raises(InputError, match="fewer than one of 65,536 cells"):
        make_design("exposure", _PLAIN, count=9, seed="1", odd=never)


def test_existing_datasets_of_another_world_are_told(odd: Odd) -> None:
    with pytest.raises(InputError) as caught:
        make_design("adaptive", _PLAIN, count=9, seed="1", odd=odd, existing={"a": {"x": np.zeros(3)}})
    assert [(p.file, p.found) for p in caught.value.problems] == [("a", "none of color, count, y")]


def test_cells_that_the_machine_never_meets_have_no_weight_and_no_density(odd: Odd) -> None:
    mixed = make_design("mixture", _PLAIN, count=40, seed="1", odd=odd, t=2).design
    domain = _domain(mixed)
    # Red and a count of two or more never come together on the road, though the scenario makes them.
    table = np.outer([0.5, 0.5], [0.5, 0.25, 0.25])
    table[0, 2] = 0
    group = Group((1, 2), tuple((table / table.sum()).ravel().tolist()))
    others = tuple(each for each in domain.groups if not {1, 2} & set(each.members))
    odds = replace(domain, groups=(*others, group), forbidden=(), possible=1.0)
    never = (0, 0, 2, 0)
    probability = tuple(odds.probability(np.array([never])).tolist())
    assert probability == (0.0,)
    design = replace(mixed, domain=odds, rows=(never,), row_probability=probability, by_exposure=0.5)
    drawn = draw_samples(_PLAIN, design, "r", range(6))
    assert [one.log_target_density is None for one in drawn] == [one.component == "adaptive" for one in drawn]
    codes = odds.codes(draw_columns(_PLAIN, root="r", strategy=design, indices=np.arange(6)).columns)
    weights = importance_weights(design, codes).values
    assert [w == 0 for w in weights] == [one.component == "adaptive" for one in drawn]


def test_no_interval_is_told_where_samples_do_not_vary() -> None:
    weights = Weights(np.ones(5), np.array([0, 0, 0, 0, 1]), True, 0.0)
    assert weighted_mean(np.zeros(5), weights).low is None
    found = weighted_mean(np.array([0.0, 1, 0, 1, 1]), weights)
    assert found.value == pytest.approx(0.6) and found.low is not None and found.low < 0.6


def test_a_cells_probability_counts_constraints_that_reach_it_through_others() -> None:
    bound = scenario(
        {"x": {"uniform": [0, 1]}, "y": {"uniform": [0, 1]}, "count": {"integer": [0, 1]}},
        constraints=["x < y", "y < count * 0.5 + 0.2"],
    )
    cut = {"buckets": [{"label": "low", "high": 0.3}, {"label": "high", "low": 0.3}]}
    only_x = odd_from_document({"name": "law", "attributes": [{"name": "x", "parameter": "x", **cut}]})
    domain = domain_of(only_x, bound)[0]
    draws = draw_columns(bound, root="r", strategy="random", indices=np.arange(20))
    target = target_log_density(bound, domain, draws.columns, draws.log_density)
    # By integration, over count 0 and 1: the area of x < y < top, left and right of x = 0.3.
    areas = [np.mean([0.02, 0.3 * 0.7 - 0.3**2 / 2]), np.mean([0, (0.7 - 0.3) ** 2 / 2])]
    cell = domain.codes(draws.columns)[:, 0]
    assert len({*cell.tolist()}) == 2
    found = np.exp(draws.log_density - target) / 2
    np.testing.assert_allclose(found, np.array(areas)[cell], rtol=0.04)


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("count", [[0], [1, 3]]),
        ("count", [["0"], ["1", 3.0]]),
        ("wet", [["true"], [False]]),
        ("color", [["red"], ["green", 300]]),
        ("color = 'red'", [["true"], [False]]),
        ("count + 1", [["1"], [2, "4"]]),
        ("case when x < 0.5 then '1' else '2' end", [[1], [2]]),
    ],
)
def test_values_of_buckets_are_those_that_documents_write(parameter: str, values: Any) -> None:
    buckets = [{"label": str(n), "values": each} for n, each in enumerate(values)]
    listed = odd_from_document(
        {"name": "law", "attributes": [{"name": "a", "parameter": parameter, "buckets": buckets}]}
    )
    free = scenario()
    domain, left = domain_of(listed, free)
    assert not left
    columns = draw_columns(free, root="r", strategy="random", indices=_N[:500]).columns
    table = pa.table({name: pa.array(column) for name, column in columns.items()})
    expected = bucket_codes(listed.attributes[0].ranges, Expression.parse(parameter).evaluate(table))
    assert {0, 1} <= {*expected.tolist()}
    np.testing.assert_array_equal(domain.codes(columns)[:, 0], expected)
    design = make_design("exposure", free, count=500, seed="1", odd=listed).design
    drawn = draw_columns(free, root="r", strategy=design, indices=_N[:500]).columns
    assert np.bincount(domain.codes(drawn)[:, 0]) == pytest.approx([250, 250], abs=50)


def test_numbers_that_are_missing_for_some_samples_lie_in_no_bucket_and_hide_no_other() -> None:
    free = scenario()
    attribute = {"name": "a", "parameter": "case when x > 0.4 then y end"}
    buckets = [{"label": "low", "high": 0}, {"label": "high", "low": 0}]
    gappy = odd_from_document({"name": "law", "attributes": [{**attribute, "buckets": buckets}]})
    design = make_design("exposure", free, count=200, seed="1", odd=gappy).design
    together = draw_columns(free, root="r", strategy=design, indices=_N[:200]).columns
    assert (_domain(design).codes(together) >= 0).all() and (together["x"] > 0.4).all()
    alone = [draw(free, root="r", strategy=design, index=i).sample["y"] for i in range(20)]
    assert alone == together["y"][:20].tolist()


def _crossed(names: str, **more: Any) -> Odd:
    """Attributes of x cut in four."""
    cuts = [{"label": f"b{k}", "low": k / 4, "high": (k + 1) / 4} for k in range(4)]
    return odd_from_document(
        {"name": "law", "attributes": [{"name": n, "parameter": "x", "buckets": cuts} for n in names], **more}
    )


def test_a_rule_over_many_attributes_is_asked_at_once() -> None:
    rule = "(a = 'b0' or b = 'b1') and c = 'b2' and d = 'b3' and e = 'b0' and f in ('b1', 'b2')"
    domain = domain_of(_crossed("abcdef"), scenario())[0]
    found = _declared(domain, [rule])
    assert len(found) == 7 * 2
    expression = Expression.parse(rule)
    for cell in found:
        assert expression.evaluate_one({"abcdef"[a]: f"b{bucket}" for a, bucket in cell})


def test_exposures_that_hang_together_beyond_measure_are_refused() -> None:
    names = "abcdefghijk"
    row = {name: "b0" for name in names}
    odd = _crossed(names, joint=[{"attributes": list(names), "table": [{**row, "p": 1}]}])
    with pytest.raises(InputError, match="4,194,304 of a, b, c"):
        domain_of(odd, scenario())


def test_combinations_of_many_samples_are_marked_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cells_of((2, 3, 4, 2), 3)
    rows = np.random.Generator(np.random.Philox(1)).integers(-1, 2, (200, 4))
    at_once = np.zeros(found.count, bool)
    at_once[found.at(np.where(rows < 0, found.sizes, rows))] = True
    monkeypatch.setattr("scenewright.scenario.covering.cells._AT_ONCE", 8)
    marked = np.zeros(found.count, bool)
    found.mark(marked, rows, True)
    np.testing.assert_array_equal(marked, at_once)


def test_an_and_within_a_text_does_not_split_a_region() -> None:
    assert _conjuncts("color = 'red and green' and x > 3") == ["color = 'red and green'", "x > 3"]
    assert _conjuncts("color in ('a and b', 'c') AND x > 3") == ["color in ('a and b', 'c')", "x > 3"]
    assert _conjuncts("x > 3 or y > 3 and x < 9") == ["x > 3 or y > 3 and x < 9"]


@pytest.mark.parametrize(("rows", "count"), [(9, 10), (10, 49), (11, 59), (33, 100)])
def test_rows_are_drawn_once_each_whatever_rounding_does(odd: Odd, rows: int, count: int) -> None:
    domain = domain_of(odd, scenario())[0]
    design = _design("covering", domain, np.zeros((rows, 4), np.int64), 1.0, count)
    found = design.row_of(np.arange(count))
    assert np.bincount(found[found >= 0], minlength=rows).tolist() == [1] * rows
