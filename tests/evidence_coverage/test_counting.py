"""Counts of combinations against brute force, and the worked example of NIST."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenewright.evidence.coverage import counting
from scenewright.evidence.coverage.blocks import choose_blocks
from scenewright.evidence.coverage.combinations import count_combinations, coverage
from scenewright.evidence.coverage.counting import count_prefixes, count_tables


def brute_force(codes: NDArray[np.int64], sizes: list[int], t: int) -> dict[tuple[int, ...], object]:
    """Frame by frame and cell by cell."""
    found = {}
    for subset in (s for size in range(1, t + 1) for s in combinations(range(len(sizes)), size)):
        table = np.zeros([sizes[a] for a in subset], int)
        for cell in product(*(range(sizes[a]) for a in subset)):
            table[cell] = sum(tuple(frame[list(subset)]) == cell for frame in codes)
        found[subset] = table.tolist()
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_counts_equal_brute_force(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    t = data.draw(st.integers(1, min(4, len(sizes))))
    rows = data.draw(st.lists(st.tuples(*(st.integers(-1, n - 1) for n in sizes)), max_size=12))
    codes = np.array(rows, np.int8).reshape(len(rows), len(sizes))
    counted = count_tables(codes, sizes, t)
    assert {subset: table.tolist() for subset, table in counted.items()} == brute_force(codes, sizes, t)


def test_counts_over_several_segments_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """14 attributes in many small blocks and segments: every triple equals numpy's own histogram."""
    monkeypatch.setattr(counting, "SEGMENT", 700)
    rng = np.random.default_rng(3)
    sizes = [2 + a % 5 for a in range(14)]
    codes = np.stack([rng.integers(-(a % 2), n, 5000) for a, n in enumerate(sizes)], axis=1).astype(np.int8)
    for subset, table in count_tables(codes, sizes, 3).items():
        part = codes[:, list(subset)]
        edges = [np.arange(sizes[a] + 1) - 0.5 for a in subset]
        assert np.array_equal(table, np.histogramdd(part, edges)[0])


def test_a_combination_larger_than_a_block_is_counted() -> None:
    rng = np.random.default_rng(4)
    codes = rng.integers(0, 120, (3000, 3)).astype(np.int8)
    table = count_tables(codes, [120, 120, 120], 3)[(0, 1, 2)]
    assert table.sum() == 3000
    assert all(table[tuple(frame)] > 0 for frame in codes)


def test_counts_of_the_first_frames() -> None:
    rng = np.random.default_rng(5)
    codes, sizes, stops = rng.integers(-1, 3, (400, 4)).astype(np.int8), [3] * 4, [0, 1, 57, 400]
    for stop, tables in zip(stops, count_prefixes(codes, sizes, 2, stops), strict=True):
        for subset, table in count_tables(codes[:stop], sizes, 2).items():
            assert np.array_equal(tables[subset], table)


@pytest.mark.parametrize("t", [1, 2, 3, 4])
def test_blocks_hold_every_combination_once_within_the_limit(t: int) -> None:
    levels = [3 + a % 4 for a in range(12)]
    blocks = choose_blocks(levels, t, 2000)
    held = [subset for block in blocks for subset in block.subsets]
    every = [s for size in range(1, t + 1) for s in combinations(range(12), size)]
    assert sorted(held) == sorted(every)
    assert all(np.prod([levels[a] for a in block.attributes]) <= 2000 for block in blocks)
    assert all(set(s) <= set(block.attributes) for block in blocks for s in block.subsets)
    assert len(blocks) < len(list(combinations(range(12), t))) / 2


NIST = np.array([[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1], [0, 1, 1, 1]])


def test_worked_example_of_nist() -> None:
    """csrc.nist.gov, Combinatorial Coverage: four tests of binary a, b, c, d cover 19 of 24 pairs of values,
    and all four values of two of the six pairs of variables."""
    pairs = count_combinations(NIST, [2] * 4, 2)
    assert coverage(pairs) == pytest.approx(19 / 24)
    by_name = {"".join("abcd"[a] for a in p.attributes): p for p in pairs}
    shares = {name: float((p.counts > 0).mean()) for name, p in by_name.items()}
    assert shares == {"ab": 0.75, "ac": 0.75, "ad": 0.75, "bc": 0.5, "bd": 1.0, "cd": 1.0}
    missing = {(name, *map(int, cell)) for name, p in by_name.items() for cell in np.argwhere(p.counts == 0)}
    assert missing == {("ab", 1, 1), ("ac", 1, 1), ("ad", 1, 0), ("bc", 0, 1), ("bc", 1, 0)}


def test_a_lost_test_shows_in_the_worked_example() -> None:
    """Planted fault: without the third test, 1 of a is never met."""
    pairs = count_combinations(NIST[[0, 1, 3]], [2] * 4, 2)
    assert coverage(pairs) == pytest.approx(14 / 24)
