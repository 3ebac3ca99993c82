"""Cells that cannot occur."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np

from scenewright.evidence.coverage.factors import Factor
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.scenario.odd import Bucket


def factor(name: str, *buckets: Bucket, expression: str = "") -> Factor:
    return Factor(name, expression or name, False, "1", buckets, (1 / len(buckets),) * len(buckets))


def ranged(name: str, *ends: float, expression: str = "") -> Factor:
    made = [Bucket(label=f"{a:g}", low=a, high=b) for a, b in pairwise(ends)]
    return factor(name, *made, expression=expression)


RAIN = factor("rain", Bucket(label="dry", high=0.1), Bucket(label="wet", low=0.1, high=50))
CLOUD = factor("cloud", Bucket(label="clear", high=4), Bucket(label="cover", low=4))
SUN = ranged("sun", -10, 0, 30, 90)
LAMP = factor("lamp", Bucket(label="on", values=("on",)), Bucket(label="off", values=("off",)))
FACTORS = [RAIN, SUN, CLOUD, LAMP]


def test_a_triple_with_an_infeasible_pair_is_infeasible() -> None:
    rule = "rain = 'wet' and cloud = 'clear'"
    triples = feasible_cells(FACTORS, 3, [rule])
    assert set(triples) == {(0, 1, 2), (0, 2, 3)}
    assert not triples[(0, 1, 2)][1, :, 0].any() and triples[(0, 1, 2)].sum() == 12 - 3
    assert not triples[(0, 2, 3)][1, 0].any() and triples[(0, 2, 3)].sum() == 8 - 2
    assert feasible_cells(FACTORS, 4, [rule])[(0, 1, 2, 3)].sum() == 24 - 6
    assert feasible_cells(FACTORS, 1, [rule]) == {}


def test_rules_of_several_sizes_agree_with_the_definition() -> None:
    """Each cell of four attributes is possible when no rule is true in it; the rules are read as Python."""
    rules = ["rain = 'wet' and cloud = 'clear'", "lamp = 'on' and sun = '30'"]
    rules.append("sun = '-10' and cloud = 'clear' and lamp = 'off'")
    cells = feasible_cells(FACTORS, 4, rules)[(0, 1, 2, 3)]
    for cell in product(*(range(len(f.buckets)) for f in FACTORS)):
        rain, sun, cloud, lamp = (f.buckets[i].label for f, i in zip(FACTORS, cell, strict=True))
        bad = (rain == "wet" and cloud == "clear") or (lamp == "on" and sun == "30")
        bad = bad or (sun == "-10" and cloud == "clear" and lamp == "off")
        assert cells[cell] == (not bad)


def test_what_excludes_all_of_a_third_attribute_excludes_the_pair() -> None:
    rule = "rain = 'wet' and lamp = 'on' and cloud in ('clear', 'cover')"
    pairs = feasible_cells(FACTORS, 2, [rule])
    assert set(pairs) == {(0, 3)} and pairs[(0, 3)].tolist() == [[True, True], [False, True]]


def test_two_attributes_of_one_parameter_exclude_each_other() -> None:
    coarse = ranged("coarse", 0, 10, 20, expression="distance_m")
    fine = ranged("fine", 0, 5, 15, 20, expression="distance_m")
    cells = feasible_cells([coarse, fine], 2)[(0, 1)]
    assert cells.tolist() == [[True, True, False], [False, True, True]]


def test_rules_over_other_names_say_nothing() -> None:
    assert feasible_cells(FACTORS, 3, ["fog = 'thick'"]) == {}


def test_twenty_attributes_in_threes() -> None:
    factors = [ranged(f"p{i}", 0, 1, 2, 3, 4) for i in range(20)]
    rules = [f"p{i} = '0' and p{i + 1} = '3'" for i in range(19)]
    cells = feasible_cells(factors, 3, rules)
    assert not cells[(0, 1, 7)][0, 3].any() and not cells[(3, 4, 5)][:, 0, 3].any()
    assert all(mask.dtype == np.bool_ for mask in cells.values())
