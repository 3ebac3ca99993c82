"""A narrowed distribution draws as the old one does when it is asked again until the value fits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from worlds import distribution

from scenewright.scenario.narrow import Part, narrowed, narrowed_with_mass

U = (np.arange(20_000) + 0.5) / 20_000
NUMBERS = [
    {"uniform": [0, 4]},
    {"log_uniform": [0.5, 40]},
    {"normal": {"mean": 2, "sd": 1.5, "low": -3, "high": 9}},
    {"normal": {"mean": 7, "sd": 2, "low": -3, "high": 9}},
    {"integer": [-2, 9]},
    {"choice": {1: 0.2, 2: 0.5, 7: 0.3}},
    {"mixture": [{"weight": 3, "uniform": [0, 2]}, {"weight": 1, "log_uniform": [1, 9]}]},
    {"mixture": [{"weight": 3, "uniform": [0, 2]}, {"weight": 1, "constant": 1.5}]},
    {"mixture": [{"weight": 1, "constant": 0}, {"weight": 1, "uniform": [1, 2]}]},
]  # fmt: skip


@pytest.mark.parametrize("document", NUMBERS)
def test_draws_are_those_that_fit(document):
    old = distribution(document)
    values = old.quantile(U, {}).astype(float)
    new = narrowed(old, Part(0.9, 2.5))
    fitting = values[(values >= 0.9) & (values <= 2.5)]
    found = new.quantile(U, {}).astype(float)
    assert found.min() >= 0.9 and found.max() <= 2.5
    assert stats.ks_2samp(found, fitting).statistic < 0.01
    assert type(distribution(new.to_document())) is type(new), "it can be written"


def test_categories_and_bounds_that_hold_nothing():
    colour = distribution({"choice": {"red": 1, "green": 3, "blue": 1}})
    assert narrowed(colour, Part(values=("green", "blue"))).to_document() == {
        "choice": {"green": 3, "blue": 1}
    }
    for document in (*NUMBERS, "red", 3, {"choice": {"red": 1, "green": 1}}):
        assert narrowed(distribution(document), Part(100, 200)) is None
        assert narrowed(distribution(document), Part(values=("pink",))) is None
    assert narrowed(distribution(3), Part(2, 4)).to_document() == {"constant": 3}


def test_of_a_given_each_case_is_narrowed_and_a_case_without_a_fitting_value_stays():
    old = distribution(
        {"given": "s", "cases": {"a": {"uniform": [0, 4]}, "b": {"uniform": [5, 6]}}, "otherwise": 2}
    )
    new = narrowed(old, Part(high=2)).to_document()
    assert new == {
        "given": "s",
        "cases": {"a": {"uniform": [0, 2]}, "b": {"uniform": [5, 6]}},
        "otherwise": {"constant": 2},
    }
    assert narrowed(old, Part(high=-1)) is None


def test_whole_numbers_are_held_to_single_values():
    old = distribution({"integer": [0, 12]})
    part = Part(values=(11, 2, 2.0, 50, 3.5, "4"))
    new, mass = narrowed_with_mass(old, part)
    assert mass == 2 / 13 == old.mass(part, {})
    assert new.quantile(np.array([0.0, 0.49, 0.5, 0.99]), {}).tolist() == [2, 2, 11, 11]
    assert new.dtype == np.int64
    assert narrowed(old, Part(values=(13,))) is None


def test_a_part_too_far_out_for_floating_point_is_never_reached():
    wide = distribution({"normal": {"mean": 0, "sd": 1, "low": -60, "high": 60}})
    assert narrowed(wide, Part(50, 55)) is None and narrowed(wide, Part(-60, -50)) is None
    for part in (Part(30, 35), Part(-35, -30)):
        assert narrowed_with_mass(wide, part)[1] == pytest.approx(stats.norm.sf(30), rel=1e-9)
