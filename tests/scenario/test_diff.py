"""The scenario diff: what moved, by how much, against exact total variation distances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from scenewright.errors import InputError
from scenewright.scenario import ParameterSpec, scenario_from_document
from scenewright.scenario.diff import diff_libraries, diff_scenarios, mass_moved
from scenewright.scenario.diff_text import diff_lines, diff_page


def number(name: str) -> ParameterSpec:
    return ParameterSpec(
        name=name, kind="number", unit="1", low=-100, high=100, values=(), odd_attribute="a",
        default={"uniform": [0, 1]}, doc="d",
    )  # fmt: skip


STATE = ParameterSpec(
    name="s", kind="category", unit="", low=None, high=None, values=("a", "b", "c"), odd_attribute="a",
    default={"choice": {"a": 0.5, "b": 0.5}}, doc="d",
)  # fmt: skip
SPECS = (number("x"), number("y"), STATE)


def scenario(parameters=None, **more):
    document = {"name": "t", "world": "w", "parameters": parameters or {}, **more}
    return scenario_from_document(document, SPECS)


OFTEN_ZERO = {"mixture": [{"weight": 0.7, "constant": 0}, {"weight": 0.3, "uniform": [1, 2]}]}


@pytest.mark.parametrize(
    ("before", "after", "exact"),
    [
        ({"uniform": [0, 1]}, {"uniform": [0.5, 1.5]}, 0.5),
        ({"uniform": [0, 1]}, {"uniform": [0, 4]}, 0.75),
        ({"uniform": [0, 1]}, {"uniform": [2, 3]}, 1.0),
        ({"log_uniform": [1, 10]}, {"log_uniform": [1, 100]}, 0.5),
        (
            {"normal": {"mean": 0, "sd": 1, "low": -8, "high": 8}},
            {"normal": {"mean": 1, "sd": 1, "low": -7, "high": 9}},
            2 * norm.cdf(0.5) - 1,
        ),
        ({"constant": 0}, {"constant": 1}, 1.0),
        ({"constant": 0}, OFTEN_ZERO, 0.3),
    ],
)  # fmt: skip
def test_mass_moved_is_the_total_variation_distance(before, after, exact):
    change = diff_scenarios(scenario({"x": before}), scenario({"x": after})).parameters
    assert [c.parameter for c in change] == ["x"]
    assert change[0].mass_moved == pytest.approx(exact, abs=0.01)


def test_categories():
    change = diff_scenarios(
        scenario(), scenario({"s": {"choice": {"a": 0.2, "b": 0.5, "c": 0.3}}})
    ).parameters
    assert change[0].mass_moved == pytest.approx(0.3, abs=0.002)


def test_a_conditional_is_compared_by_its_marginal():
    given = {"given": "s", "cases": {"a": {"uniform": [0, 1]}, "b": {"uniform": [5, 6]}}}
    change = diff_scenarios(scenario(), scenario({"x": given})).parameters
    assert change[0].mass_moved == pytest.approx(0.5, abs=0.02)


def test_the_same_meaning_is_no_difference():
    written_out = scenario({"x": {"uniform": [0, 1]}, "s": {"choice": {"b": 0.5, "a": 0.5}}})
    assert not diff_scenarios(scenario(), written_out)
    assert mass_moved(np.arange(1000.0), np.arange(1000.0)) == 0


def test_constraints_derived_and_fields():
    old = scenario(constraints=["x < y"], derived={"sum": "x + y"})
    new = scenario(constraints=["x < 0.5"], derived={"sum": "x - y"}, targets=["FM-1"])
    change = diff_scenarios(old, new)
    assert {(e.field, e.change) for e in change.expressions} == {
        ("derived.sum", "changed"),
        ("constraints", "added"),
        ("constraints", "removed"),
    }
    assert change.fields == (("targets", [], ["FM-1"]),)
    assert change.accepted_before == pytest.approx(0.5, abs=0.01)
    assert change.accepted_after == pytest.approx(0.5, abs=0.01)


def test_libraries_and_their_text():
    old = {"t": scenario(), "gone": scenario()}
    new = {"t": scenario({"x": {"uniform": [0.5, 1.5]}}), "fresh": scenario()}
    value = diff_libraries(old, new).to_json()
    assert (value["added"], value["removed"]) == (["fresh"], ["gone"])
    lines = "\n".join(diff_lines(value))
    assert "+ scenario fresh" in lines and "- scenario gone" in lines and "mass moved 50%" in lines
    assert "mass moved" in diff_page(value, "a", "b")
    assert not diff_libraries(old, old) and diff_lines(diff_libraries(old, old).to_json()) == [
        "no difference"
    ]


def test_malformed_plain_data_is_an_input_error():
    with pytest.raises(InputError):
        scenario({"x": {"uniform": [1]}})
