"""The slice search: equal to trying everything, finds what is planted first and nothing where nothing is."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from scenewright.evidence.failures.find import find_slices
from scenewright.evidence.failures.predicates import hold, predicates_of
from scenewright.evidence.failures.search import ALPHA, search_slices, slice_score, space_of
from scenewright.evidence.failures.significance import adjusted_over, grouped, p_weaker
from scenewright.expressions import Expression


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


def table(count: int, random: np.random.Generator) -> pa.Table:
    """Photos in groups of two near duplicates, each measured anew."""
    pairs = (count + 1) // 2
    columns = {name: np.repeat(random.random(pairs), 2)[:count] for name in ("brightness", "contrast")}
    columns |= {name: random.random(count) for name in ("saturation", "lamp_value")}
    columns["height_px"] = random.integers(20, 120, count)
    return pa.table({"class": [("red", "green")[i // 2 % 2] for i in range(count)], **columns})


def everything(errors, groups, masks, properties, most, min_groups):
    """Every conjunction, without a bound: (predicates, rows, score), best first."""
    found = []
    for size in range(1, most + 1):
        for chosen in combinations(range(len(masks)), size):
            rows = masks[list(chosen)].all(axis=0)
            distinct = len({properties[i] for i in chosen}) == size
            if distinct and len(set(groups[rows])) >= min_groups:
                relative = errors[rows].mean() / errors.mean()
                score = ALPHA * (relative - 1) - (1 - ALPHA) * (len(errors) / rows.sum() - 1)
                found.append((-score, size, chosen))
    return sorted(found)


@pytest.mark.parametrize("key", range(6))
def test_the_search_is_equal_to_trying_everything(key):
    random = chance(key)
    errors = random.integers(0, 7, 200) / 6 * (random.random(200) < 0.2 + 0.1 * key)
    groups, masks = np.arange(200) // 2, random.random((14, 200)) < random.uniform(0.1, 0.7, (14, 1))
    properties = [f"p{i // 3}" for i in range(14)]
    found = search_slices(errors, groups, masks, properties, most=3, min_groups=8, top=12)
    wanted = everything(errors, groups, masks, properties, 3, 8)
    positive = [row for row in wanted if row[0] < 0][:12]
    assert [s.predicates for s in found.best] == [chosen for _, _, chosen in positive]
    assert [s.score for s in found.best] == pytest.approx([-score for score, _, _ in positive])
    assert found.space >= len(wanted) > len(found.evaluated), "the bound left some out"


def test_the_check_sees_a_bound_that_is_too_low(monkeypatch):
    random = chance(3)
    masks = random.random((12, 200)) < 0.5
    errors = random.random(200) * (masks[2] & masks[7])
    from scenewright.evidence.failures import search

    arguments = (errors, np.arange(200), masks, [f"p{i}" for i in range(12)])
    whole = search_slices(*arguments, most=2, min_groups=8, top=5).best
    monkeypatch.setattr(search, "_bound", lambda parents, *_: min(p.score for p in parents))
    assert search_slices(*arguments, most=2, min_groups=8, top=5).best != whole


def test_the_score_is_that_of_the_paper():
    errors, rows = np.array([1.0, 1, 0, 0, 0, 0, 0, 0]), np.arange(8) < 4
    assert slice_score(2.0, 4, 2.0, 8, 0.5) == pytest.approx(0.5 * (0.5 / 0.25 - 1) - 0.5 * (8 / 4 - 1))
    assert slice_score(errors.sum(), 8, errors.sum(), 8, 0.7) == 0 and rows.sum() == 4


def test_space_counts_conjunctions_of_different_properties():
    names = ["a", "a", "b", "b", "b", "c"]
    assert space_of(names, 1) == 6 and space_of(names, 2) == 6 + (6 + 2 + 3) and space_of(names, 3) == 17 + 6
    assert space_of([str(i) for i in range(7)], 3) == 7 + comb(7, 2) + comb(7, 3)


def test_p_values_are_those_of_scipy_over_groups():
    groups = np.arange(60) // 3
    inside = groups < 6
    errors = (np.isin(groups, [0, 1, 2, 3, 15])).astype(float)
    units = grouped(errors, groups)
    assert units.lost(inside) == (6, 4) and units.lost(~inside) == (14, 1)
    wanted = stats.fisher_exact([[4, 2], [1, 13]], alternative="greater")[1]
    assert p_weaker(units, inside, ~inside) == pytest.approx(wanted)
    p = chance(1).random(20) ** 3
    padded = stats.false_discovery_control([*p, *[1.0] * 80])[:20]
    assert adjusted_over(list(p), 100) == pytest.approx(padded)


def test_conditions_say_exactly_which_photos_are_meant():
    photos = table(400, chance(2))
    for predicate in predicates_of(photos):
        rows = hold(Expression.parse(predicate.text), photos)
        assert rows.any() and not rows.all(), predicate
    texts = [p.text for p in predicates_of(photos) if p.property == "class"]
    assert texts == ["\"class\" = 'green'", "\"class\" = 'red'"]
    odd = pa.table({"class": ["it's"] * 9, "Distance m": list(range(9)), "same": [1.0] * 9})
    assert [p.text for p in predicates_of(odd)][:2] == ["\"class\" = 'it''s'", '"Distance m" < 0.8']
    assert not any(p.property == "same" for p in predicates_of(odd))


def planted(
    photos: pa.Table, where: np.ndarray, random: np.random.Generator, weak: float = 0.6
) -> np.ndarray:
    """Shares of six seeds that are wrong: 5 % of pairs everywhere, `weak` of them where planted."""
    rate = np.where(where, weak, 0.05)
    lot = np.repeat(random.random((len(where) + 1) // 2), 2)[: len(where)]
    return (lot < rate) * random.integers(4, 7, len(where)) / 6


@pytest.mark.parametrize("key", range(4))
def test_a_planted_slice_is_found_first_and_alone(key):
    random = chance(40 + key)
    photos = table(600, random)
    dark = photos["brightness"].to_numpy() < 0.22
    found = find_slices(planted(photos, dark, random), np.arange(600) // 2, photos)
    first = found.slices[0]
    rows = hold(Expression.parse(first.expression), photos)
    assert first.name.startswith("dark") and (rows & dark).sum() / (rows | dark).sum() > 0.8
    assert first.p_adjusted < 1e-4 and first.accuracy < 0.65 < 0.9 < first.others
    assert len(found.slices) == 1, "what has mostly the same rows is not told twice"


def test_a_planted_conjunction_and_another_slice_are_told_apart():
    random = chance(9)
    photos = table(1200, random)
    dark_and_flat = (photos["brightness"].to_numpy() < 0.35) & (photos["contrast"].to_numpy() < 0.35)
    large = photos["height_px"].to_numpy() >= 105
    found = find_slices(planted(photos, dark_and_flat | large, random, 0.8), np.arange(1200) // 2, photos)
    assert {s.words for s in found.slices[:2]} == {"dark and flat", "large"}
    assert found.slices[0].score > found.slices[1].score
    again = find_slices(planted(photos, dark_and_flat | large, chance(9), 0.8), np.arange(1200) // 2, photos)
    assert again.tests == found.tests


def test_where_nothing_is_planted_hardly_anything_is_found():
    finds = 0
    for key in range(24):
        random = chance(100 + key)
        photos = table(240, random)
        wrong = planted(photos, np.zeros(240, dtype=bool), random)
        finds += bool(find_slices(wrong, np.arange(240) // 2, photos).slices)
    assert finds <= 3, "at a level of 5 %, more than 3 of 24 come once in thirty times"


def test_the_check_sees_a_search_that_counts_near_duplicates_as_many():
    """Ten photos of a group are alike in look and in error: taken for single ones they are false finds."""
    finds = {"groups": 0, "single photos": 0}
    for key in range(10):
        random = chance(200 + key)
        groups = np.arange(300) // 10
        look = pa.table(
            {name: random.random(30)[groups] for name in ("brightness", "contrast", "saturation")}
        )
        wrong = (random.random(30) < 0.2)[groups].astype(float)
        finds["groups"] += bool(find_slices(wrong, groups, look, min_groups=5).slices)
        finds["single photos"] += bool(find_slices(wrong, np.arange(300), look, min_groups=5).slices)
    assert finds["groups"] <= 2 and finds["single photos"] >= 9


def test_no_error_no_photo_or_too_few_groups_find_nothing():
    photos = table(60, chance(1))
    assert find_slices(np.zeros(60), np.arange(60), photos).slices == ()
    assert find_slices(np.ones(60), np.arange(60), photos).slices == ()
    dark = (photos["brightness"].to_numpy() < 0.3).astype(float)
    assert find_slices(dark, np.arange(60) // 30, photos).slices == ()
