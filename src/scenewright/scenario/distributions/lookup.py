"""Which of many intervals, and which of many options: for whole columns, in a few nanoseconds each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cuts", "Options"]

Indices = NDArray[np.intp]
_FEW = 16
_TRIES = 4


@dataclass(frozen=True, eq=False)
class Cuts:
    """The unit interval cut at ascending `ends`, shape (k,); the last part reaches to 1."""

    ends: NDArray[np.float64]

    def part_of(self, u: NDArray[np.float64]) -> Indices | NDArray[np.uint8]:
        """Index of the part that holds each point of [0, 1], shape (n,): how many inner ends are at most u.

        A few ends are all compared. Of many, a table over even cells of the interval gives the first part
        of each cell, from which a few steps lead on (Chen and Asau, "On generating random variates from an
        empirical distribution", AIIE Transactions 6(2), 1974).
        """
        inner = self.ends[:-1]
        if len(inner) == 0:
            return np.zeros(len(u), dtype=np.uint8)
        if len(inner) <= _FEW:
            count = (u >= inner[0]).view(np.uint8)
            for end in inner[1:]:
                count += (u >= end).view(np.uint8)
            return count
        first, cells, steps = self._guide
        if steps > _TRIES:
            return np.searchsorted(inner, u, side="right")
        # The number of cells is a power of 2, so that the product is exact.
        index = first.take((u * cells).astype(np.intp))
        for _ in range(steps):
            index += u >= self._next_end.take(index)
        return index

    @cached_property
    def _next_end(self) -> NDArray[np.float64]:
        return np.append(self.ends[:-1], np.inf)

    @cached_property
    def _guide(self) -> tuple[Indices, int, int]:
        """First part of each cell and of the point 1, number of cells, most ends within one."""
        cells = 1 << (4 * len(self.ends)).bit_length()
        first = np.searchsorted(self.ends[:-1], np.arange(cells + 1) / cells, side="right")
        return first, cells, int(np.diff(first).max())


@dataclass(frozen=True, eq=False)
class Options:
    """Distinct single values."""

    values: tuple[Any, ...]

    def index_of(self, column: NDArray[Any]) -> Indices | NDArray[np.uint8]:
        """Place in `values` of each entry, shape (n,); `len(values)` for one that is not among them."""
        missing = len(self.values)
        texts = column.dtype == object or any(isinstance(value, str) for value in self.values)
        if texts and missing > 2:
            entries = map(self._places.get, column.tolist(), repeat(missing))
            return np.fromiter(entries, dtype=np.intp, count=len(column))
        if missing <= _FEW:
            found = np.full(len(column), missing, dtype=np.uint8)
            for place, value in enumerate(self.values):
                found[np.asarray(column == value, dtype=bool)] = place
            return found
        keys, places = self._sorted
        at = np.searchsorted(keys, column).clip(0, missing - 1)
        return np.where(keys.take(at) == column, places.take(at), missing)

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {value: place for place, value in enumerate(self.values)}

    @cached_property
    def _sorted(self) -> tuple[NDArray[Any], Indices]:
        keys = np.array(self.values)
        order = np.argsort(keys)
        return keys[order], order
