"""A distribution in another unit is the same one written in the parameter's unit."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scenewright.errors import InputError
from scenewright.scenario import Scenario, category, integer, number, scenario_from_document
from scenewright.scenario.units import UNITS, conversion, converted

_SPECS = (
    number("far", "m", 0, 1000, "", {"uniform": [0, 1]}, ""),
    number("turned", "deg", -180, 180, "", {"uniform": [0, 1]}, ""),
    number("share", "", 0, 1, "", {"uniform": [0, 1]}, ""),
    integer("pixels", "px", 0, 100, "", {"integer": [0, 3]}, ""),
    category("state", {"a": 1.0, "b": 1.0}, "", ""),
)
_SHAPE = {"median": 0.02, "sigma": 0.5, "low": 0.005, "high": 0.08}


def _read(parameters: dict[str, Any]) -> Scenario:
    return scenario_from_document({"name": "u", "world": "w", "parameters": parameters}, _SPECS)


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ({"uniform": [0.1, 0.3], "unit": "km"}, {"uniform": [100, 300]}),
        ({"constant": 25, "unit": "cm"}, 0.25),
        ({"constant": 3, "unit": "m"}, 3),
        ({"choice": {"100": 1, "300": 2}, "unit": "mm"}, {"choice": {"0.1": 1, "0.3": 2}}),
        ({"log_uniform": [1, 10], "unit": "mm"}, {"log_uniform": [0.001, 0.01]}),
        (
            {"normal": {"mean": 0.1, "sd": 0.01, "low": 0, "high": 0.3}, "unit": "km"},
            {"normal": {"mean": 100, "sd": 10, "low": 0, "high": 300}},
        ),
        (
            {"log_normal": _SHAPE, "unit": "km"},
            {"log_normal": {"median": 20, "sigma": 0.5, "low": 5, "high": 80}},
        ),
        (
            {"beta": {"a": 2, "b": 3, "low": 1, "high": 3}, "unit": "cm"},
            {"beta": {"a": 2, "b": 3, "low": 0.01, "high": 0.03}},
        ),
        (
            {"gamma": {"shape": 2, "scale": 3, "low": 0, "high": 30}, "unit": "cm"},
            {"gamma": {"shape": 2, "scale": 0.03, "low": 0, "high": 0.3}},
        ),
        ({"johnson_sb": {"gamma": 0, "delta": 1, "xi": 1, "lambda": 2}, "unit": "km"}, None),
        (
            {"johnson_sb": {"gamma": 0, "delta": 1, "xi": 10, "lambda": 20}, "unit": "cm"},
            {"johnson_sb": {"gamma": 0, "delta": 1, "xi": 0.1, "lambda": 0.2}},
        ),
        ({"empirical": {"values": [100, 300]}, "unit": "mm"}, {"empirical": {"values": [0.1, 0.3]}}),
        (
            {"truncated": {"low": 1, "high": 2, "uniform": [0, 9]}, "unit": "mm"},
            {"truncated": {"low": 0.001, "high": 0.002, "uniform": [0, 0.009]}},
        ),
        (
            {
                "mixture": [{"weight": 1, "uniform": [1, 2]}, {"weight": 1, "uniform": [7, 9], "unit": "m"}],
                "unit": "cm",
            },
            {"mixture": [{"weight": 1, "uniform": [0.01, 0.02]}, {"weight": 1, "uniform": [7, 9]}]},
        ),
        (
            {"given": "state", "cases": {"a": {"uniform": [1, 2], "unit": "cm"}}, "otherwise": 3},
            {"given": "state", "cases": {"a": {"uniform": [0.01, 0.02]}}, "otherwise": 3},
        ),
    ],
)
def test_digest_is_that_of_the_parameters_own_unit(written: Any, own: Any) -> None:
    if own is None:
        with pytest.raises(InputError, match="written in km"):
            _read({"far": written})
    else:
        assert _read({"far": written}).digest == _read({"far": own}).digest


def test_angles_and_shares() -> None:
    turned = _read(
        {"turned": {"von_mises": {"mean": 1, "kappa": 2, "low": -math.pi, "high": math.pi}, "unit": "rad"}}
    )
    found = turned.parameters["turned"]
    assert found.bounds() == pytest.approx((-180, 180)) and found.turn == 360
    assert found.mean == pytest.approx(math.degrees(1))
    assert (
        _read({"share": {"uniform": [5, 30], "unit": "%"}}).digest
        == _read({"share": {"uniform": [0.05, 0.3]}}).digest
    )
    assert _read({"share": {"constant": 0.5, "unit": 1}}).digest == _read({"share": 0.5}).digest


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"far": {"uniform": [1, 2], "unit": "s"}}, "a unit such as um, mm, cm, m, km"),
        ({"far": {"uniform": [1, 2], "unit": "metres"}}, "write 'unit: m'"),
        ({"far": {"uniform": [1, 2], "unit": "kn"}}, "km"),
        ({"far": {"uniform": [1, 2], "unit": None}}, "a unit such as m, deg or s"),
        ({"state": {"choice": ["a"], "unit": "m"}}, "state has no numbers"),
        ({"pixels": {"integer": [1, 2], "unit": "m"}}, "the unit px"),
        ({"far": {"uniform": [1, 2], "unit": "km"}}, r"\[1000, 2000\] m, written in km"),
        ({"far": {"integer": [1, 2], "unit": "km"}}, "whole numbers in m"),
        ({"far": {"von_mises": {"mean": 0, "kappa": 1, "low": 0, "high": 90}}}, "a parameter in m"),
    ],
)
def test_other_units_are_refused(parameters: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        _read(parameters)


def test_factors_are_exact_and_consistent() -> None:
    assert converted(300, conversion("mm", "m") or 0) == 0.3
    assert converted(36, conversion("km/h", "m/s") or 0) == 10
    assert converted(math.pi, conversion("rad", "deg") or 0) == 180
    assert conversion("lx", "m") is None and conversion("furlong", "m") is None
    for units in UNITS.values():
        for one in units:
            for other in units:
                there, back = conversion(one, other), conversion(other, one)
                assert there is not None and back is not None and there * back == pytest.approx(1)
    names = [name for units in UNITS.values() for name in units]
    assert len(names) == len(set(names)), "a unit has one dimension"
