"""What a dataset has already is kept and not made again; order of rows; levels of free places."""

from __future__ import annotations

from itertools import product

import numpy as np
from brute_force import faults, possible, tuples_of, valid
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_models import models

from scenewright.scenario.covering import Model, covering_array, uncovered

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


@QUICK
@given(models(), st.integers(1, 3), st.data())
def test_only_what_is_missing_is_added(model: Model, t: int, data: st.DataObject) -> None:
    strength = min(t, len(model.sizes))
    assume(possible(model, strength))
    # Rows as they come: with unknown levels, twice the same, and against the rules too.
    row = st.tuples(*(st.integers(-1, size - 1) for size in model.sizes))
    existing = data.draw(st.lists(row, max_size=12))
    codes = np.array(existing, int).reshape(-1, len(model.sizes))
    new = covering_array(model, t, existing=codes, seed="0", work=20_000)
    assert faults(model, strength, new.tolist(), existing) == []
    assert not {tuple(one) for one in new.tolist()} & set(existing)
    assert uncovered(model, t, np.vstack([codes, new])) == []


@QUICK
@given(models(), st.integers(1, 3))
def test_a_complete_array_needs_no_row(model: Model, t: int) -> None:
    assume(possible(model, min(t, len(model.sizes))))
    whole = covering_array(model, t, seed="0", work=0)
    assert covering_array(model, t, existing=whole, seed="1").shape == (0, len(model.sizes))


def test_parts_of_an_array_are_completed_in_as_many_rows() -> None:
    model = Model((4, 4, 4, 3, 3))
    whole = covering_array(model, 2, seed="0")
    again = covering_array(model, 2, existing=whole[:10], seed="1")
    assert len(again) == len(whole) - 10 == 6


def test_first_rows_cover_most() -> None:
    model = Model((4, 3, 5, 2, 4, 3, 2), (((0, 1), (2, 3)),))
    rows = covering_array(model, 3, seed="0")
    have: set[tuple[tuple[int, int], ...]] = set()
    adds = []
    for row in rows.tolist():
        adds.append(len(tuples_of(row, 3) - have))
        have |= tuples_of(row, 3)
    assert adds == sorted(adds, reverse=True)
    assert adds[-1] > 0
    in_turn = [len(set().union(*(tuples_of(r, 3) for r in rows[:n].tolist()))) for n in (5, 10)]
    backwards = [len(set().union(*(tuples_of(r, 3) for r in rows[-n:].tolist()))) for n in (5, 10)]
    assert all(a >= b for a, b in zip(in_turn, backwards, strict=True))


def test_free_places_take_likely_levels() -> None:
    model = Model((6, 6, 3, 3, 3, 3), (((2, 2), (3, 2)), ((4, 2), (5, 1), (0, 0))))
    weights = [np.ones(6), np.ones(6), *([np.array([1.0, 1.0, 18.0])] * 4)]
    plain = covering_array(model, 2, seed="0")
    likely = covering_array(model, 2, seed="0", weights=weights)
    assert faults(model, 2, likely) == []
    assert len(likely) <= len(plain)
    assert (likely[:, 2:] == 2).mean() > (plain[:, 2:] == 2).mean() + 0.1
    # A level of no weight is shown where it must be, and only there.
    never = covering_array(
        model, 2, seed="0", weights=[np.array([0.0] + [1.0] * 5)] + [np.ones(6)] * 1 + [np.ones(3)] * 4
    )
    assert faults(model, 2, never) == []


def test_likely_tuples_come_first() -> None:
    model = Model((5, 5, 5))
    weights = [np.array([100.0, 10.0, 1.0, 1.0, 1.0])] * 3
    rows = covering_array(model, 2, seed="0", weights=weights)

    def exposure(row: list[int]) -> float:
        return sum(weights[f][a] * weights[g][b] for (f, a), (g, b) in tuples_of(row, 2))

    assert exposure(rows[0].tolist()) == max(exposure(row) for row in rows.tolist())


def test_valid_rows_are_those_of_the_rules() -> None:
    model = Model((2, 2), (((0, 0),),))
    assert [row for row in product(range(2), range(2)) if valid(model, row)] == [(1, 0), (1, 1)]
    assert covering_array(model, 2, seed="0").tolist() in ([[1, 0], [1, 1]], [[1, 1], [1, 0]])
