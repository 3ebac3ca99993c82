"""Arrays are complete, valid and of known least sizes; forbidden tuples; planted faults."""

from __future__ import annotations

import numpy as np
import pytest
from brute_force import faults, possible
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_models import models

from scenewright.scenario.covering import Model, covering_array, uncovered

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("sizes", "t", "rows"),
    [
        ([3] * 3, 2, 9),  # orthogonal array, as the next
        ([3] * 4, 2, 9),
        ([4] * 5, 2, 16),
        ([2] * 4, 2, 5),  # Kleitman and Spencer 1973, as the next three
        ([2] * 10, 2, 6),
        ([2] * 11, 2, 7),
        ([2] * 15, 2, 7),
        ([2] * 4, 3, 8),
        ([2] * 5, 3, 10),  # Johnson and Entringer 1989, as the next
        ([2] * 6, 4, 21),
        ([6, 5, 4, 3, 2], 2, 30),  # as many as the two largest have pairs
        ([5, 3, 2], 1, 5),
        ([3, 4], 3, 12),  # fewer factors than t: all rows
        ([1, 1], 2, 1),
    ],
)
def test_sizes_reach_the_known_least(sizes: list[int], t: int, rows: int) -> None:
    model = Model(tuple(sizes))
    found = covering_array(model, t, seed="0")
    assert len(found) == rows
    assert uncovered(model, t, found) == []
    if np.prod(sizes) < 5000:
        assert faults(model, min(t, len(sizes)), found) == []


@QUICK
@given(models(), st.integers(1, 4))
def test_every_possible_tuple_and_no_forbidden_one(model: Model, t: int) -> None:
    strength = min(t, len(model.sizes))
    assume(possible(model, strength))
    assert faults(model, strength, covering_array(model, t, seed="0", work=20_000)) == []


@QUICK
@given(models(), st.integers(1, 4))
def test_possible_tuples_are_those_of_all_rows(model: Model, t: int) -> None:
    expected = possible(model, min(t, len(model.sizes)))
    assume(expected)
    assert set(uncovered(model, t, np.empty((0, len(model.sizes)), int))) == expected


def test_implied_forbidden_tuples_are_not_asked_for() -> None:
    # Level 1 of factor 0 leaves factor 1 only level 0, and factor 2 only level 1.
    model = Model((2, 2, 2), (((0, 1), (1, 1)), ((1, 0), (2, 0))))
    missing = uncovered(model, 2, np.empty((0, 3), int))
    assert ((0, 1), (2, 0)) not in missing
    assert ((0, 1), (2, 1)) in missing
    assert faults(model, 2, covering_array(model, 2, seed="0")) == []


def test_forbidden_tuples_longer_than_t() -> None:
    model = Model((2,) * 6, (tuple((f, 0) for f in range(5)), tuple((f, 1) for f in range(1, 6))))
    assert faults(model, 2, covering_array(model, 2, seed="0")) == []


def test_rows_that_only_search_finds() -> None:
    # Factors all different: six levels of six factors leave the 720 permutations.
    same = [((a, v), (b, v)) for a in range(6) for b in range(a) for v in range(6)]
    model = Model((6,) * 6, tuple(same))
    found = covering_array(model, 2, seed="0", work=50_000)
    assert all(len(set(row)) == 6 for row in found.tolist())
    assert len(found) >= 30
    assert uncovered(model, 2, found) == []


def test_a_pure_function_of_its_arguments() -> None:
    model = Model((3, 4, 2, 3, 5), (((0, 1), (3, 2)),))
    first = covering_array(model, 2, seed="a")
    assert np.array_equal(first, covering_array(model, 2, seed="a"))
    assert not np.array_equal(first, covering_array(model, 2, seed="b"))
    mapping = Model((3, 4, 2, 3, 5), ({3: 2, 0: 1}, {0: 1, 3: 2}))  # type: ignore[arg-type]
    assert mapping == model


def test_planted_faults_are_found() -> None:
    model = Model((3, 3, 3, 2), (((0, 1), (3, 1)),))
    found = covering_array(model, 2, seed="0")
    assert faults(model, 2, found) == []
    for number in range(len(found)):
        # Rows stand in an order in which each adds something; the last add what no other has.
        without = np.delete(found, number, axis=0)
        assert bool(faults(model, 2, without)) or number < len(found) - 1
        assert ("missing" in str(faults(model, 2, without))) == bool(uncovered(model, 2, without))
    broken = found.copy()
    broken[0, [0, 3]] = 1
    assert "row 0 is forbidden" in faults(model, 2, broken)
    assert any("adds nothing" in one for one in faults(model, 2, np.vstack([found, found[:1]])))
