"""Every t-tuple of levels as a cell of one flat table, so that whole rows are looked up at once.

Each factor has one level more than it has, "open": a cell with open places stands for a partial tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem

__all__ = ["MAX_CELLS", "Cells", "cells_of"]

MAX_CELLS = 40_000_000
"""Tables of 8 bytes a cell have to fit in memory."""

_AT_ONCE = 1 << 22
"""Cells of rows that are held in memory together."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Where the tuples of each combination of t factors lie."""

    sizes: Ints
    """Levels of each factor, shape (factors,); also the code of its open level."""
    combinations: Ints
    """Factors of each combination, ascending, shape (combinations, t)."""
    strides: Ints
    """Cells from one level of a factor to the next, shape (combinations, t)."""
    offsets: Ints
    """First cell of each combination, shape (combinations,)."""
    count: int
    """Cells of all combinations."""

    def at(self, rows: Ints) -> Ints:
        """Cells of rows, shape (rows, factors), open levels coded as the size: shape (rows, combinations)."""
        found = np.repeat(self.offsets[None, :], len(rows), axis=0)
        for place in range(self.combinations.shape[1]):
            found += rows[:, self.combinations[:, place]] * self.strides[:, place]
        return found

    def mark(self, table: NDArray[Any], rows: Ints, value: Any) -> None:
        """Sets, in place, what a table says of the cells that rows have, shape (n, factors), -1 for unknown.

        A part of the rows at a time: millions of them times all combinations would not fit into memory.
        """
        distinct = np.unique(np.where(rows < 0, self.sizes, rows), axis=0)
        step = max(1, _AT_ONCE // len(self.combinations))
        for start in range(0, len(distinct), step):
            table[self.at(distinct[start : start + step])] = value

    def block(self, table: NDArray[Any], combination: int) -> NDArray[Any]:
        """The part of a table of all cells for one combination, a view shaped by its factors' sizes + 1."""
        shape = tuple(self.sizes[self.combinations[combination]] + 1)
        start = int(self.offsets[combination])
        return table[start : start + int(np.prod(shape))].reshape(shape)

    def whole(self) -> NDArray[np.bool_]:
        """Cells without open places, shape (count,)."""
        found = np.zeros(self.count, np.bool_)
        for number, factors in enumerate(self.combinations):
            self.block(found, number)[tuple(slice(0, int(size)) for size in self.sizes[factors])] = True
        return found

    def tuple_at(self, cell: int) -> tuple[tuple[int, int], ...]:
        """(factor, level) pairs of a cell without open places."""
        number = int(np.searchsorted(self.offsets, cell, side="right")) - 1
        left = cell - int(self.offsets[number])
        pairs = []
        for factor, stride in zip(self.combinations[number], self.strides[number], strict=True):
            pairs.append((int(factor), left // int(stride)))
            left %= int(stride)
        return tuple(pairs)

    def by_factor(self) -> tuple[Ints, Ints]:
        """Combinations that a factor is in, and its stride there: each of shape (factors, C(factors-1, t-1)).

        Only where all combinations of t factors are there.
        """
        numbers, strides = [], []
        for factor in range(len(self.sizes)):
            combination, place = np.nonzero(self.combinations == factor)
            numbers.append(combination)
            strides.append(self.strides[combination, place])
        return np.stack(numbers), np.stack(strides)


def cells_of(sizes: tuple[int, ...], t: int, chosen: list[tuple[int, ...]] | None = None) -> Cells:
    """Cells of the `chosen` combinations of t factors, or of all. Raises `InputError` beyond MAX_CELLS."""
    n = np.array(sizes, np.int64)
    if chosen is None and comb(len(sizes), t) * 2**t > MAX_CELLS:
        raise _too_many(comb(len(sizes), t) * 2**t)
    listed = list(combinations(range(len(sizes)), t)) if chosen is None else chosen
    factors = np.array(listed, np.int64).reshape(len(listed), t)
    shape = n[factors] + 1
    strides = np.ones_like(shape)
    for place in range(t - 2, -1, -1):
        strides[:, place] = strides[:, place + 1] * shape[:, place + 1]
    lengths = shape.prod(axis=1)
    count = int(lengths.sum())
    if count > MAX_CELLS:
        raise _too_many(count)
    return Cells(n, factors, strides, np.cumsum(lengths) - lengths, count)


def _too_many(count: int) -> InputError:
    return InputError(
        Problem(
            expected=f"at most {MAX_CELLS:,} tuples to cover",
            found=f"{count:,} or more",
            field="t",
            fix="take a smaller t, fewer factors or coarser buckets",
        )
    )
