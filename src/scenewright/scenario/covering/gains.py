"""What a row would add: whether each tuple is still to be covered; for partial tuples, the mean.

The mean over the levels of open places is the density of Bryce and Colbourn (Software Testing,
Verification and Reliability 17, 2007): choosing the level with the largest sum never falls below the
average row. All values are whole numbers, so that sums do not depend on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.covering.cells import Cells

__all__ = ["NEVER", "UNIT", "Gains", "gains_of"]

UNIT = 1 << 20
"""Gain of one tuple."""
NEVER = -(1 << 44)
"""Gain of a tuple that cannot occur: outweighs all others, and thousands of it still fit into 64 bits."""


@dataclass(frozen=True)
class Gains:
    """Gain of each cell; `cover` changes the table in place."""

    cells: Cells
    table: NDArray[np.int64]

    def cover(self, row: NDArray[np.int64]) -> int:
        """Marks what a full row, shape (factors,), covers; how many tuples that were not covered before."""
        cells = self.cells
        at = cells.at(row[None, :])[0]
        new = np.flatnonzero(self.table[at] == UNIT)
        at, factors, strides = at[new], cells.combinations[new], cells.strides[new]
        self.table[at] = 0
        t = factors.shape[1]
        for places in _subsets(t):
            chosen = factors[:, places]
            opened = at + ((cells.sizes[chosen] - row[chosen]) * strides[:, places]).sum(axis=1)
            self.table[opened] -= UNIT // cells.sizes[chosen].prod(axis=1)
        return len(new)


def gains_of(cells: Cells, uncovered: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> Gains:
    """Gains where the tuples of the cells `uncovered` are to be covered and those not `allowed` are never."""
    table = np.zeros(cells.count, np.int64)
    for number, factors in enumerate(cells.combinations):
        sizes = cells.sizes[factors]
        inner = tuple(slice(0, int(size)) for size in sizes)
        block = cells.block(table, number)
        wanted = cells.block(uncovered, number)[inner].astype(np.int64)
        block[inner] = wanted * UNIT
        for places in _subsets(len(factors)):
            index: list[slice | int] = list(inner)
            for place in places:
                index[place] = int(sizes[place])
            block[tuple(index)] = wanted.sum(axis=tuple(places)) * (UNIT // int(sizes[places].prod()))
    table[~allowed] = NEVER
    return Gains(cells, table)


def _subsets(t: int) -> list[list[int]]:
    return [list(places) for k in range(1, t + 1) for places in combinations(range(t), k)]
