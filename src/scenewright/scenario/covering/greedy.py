"""Row after row, each the best of many candidates.

One test at a time, as in AETG (Cohen, Dalal, Fredman, Patton, IEEE Transactions on Software Engineering
23, 1997).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.covering.cells import Cells
from scenewright.scenario.covering.gains import NEVER, UNIT, Gains
from scenewright.scenario.covering.model import Model
from scenewright.scenario.covering.solver import Solver

__all__ = ["RowBuilder", "greedy_rows"]

_WORK = 8_000
"""Table look-ups at one step of all candidates: as many as cost little more than the step itself."""
_SWEEPS = 2
Ints = NDArray[np.int64]


class RowBuilder:
    """Builds candidate rows together, each factor in turn at the level of largest gain."""

    def __init__(self, model: Model, cells: Cells, solver: Solver) -> None:
        self._cells = cells
        self._solver = solver
        self._whole = cells.whole()
        self._numbers, self._strides = cells.by_factor()
        self._levels = np.arange(max(model.sizes))
        t = cells.combinations.shape[1]
        # Shorter ones are in the table of gains; -1 where a tuple says nothing about a factor.
        long = [one for one in model.forbidden if len(one) > t]
        self._long = np.full((len(long), len(model.sizes)), -1)
        for place, one in enumerate(long):
            for factor, level in one:
                self._long[place, factor] = level
        self.candidates = max(4, min(48, _WORK // (self._numbers.shape[1] * len(self._levels))))

    def best_row(self, gains: Gains, rng: np.random.Generator, candidates: int) -> Ints:
        """A valid row that covers something new, shape (factors,). Something must be left to cover."""
        sizes = self._cells.sizes
        rows = np.repeat(sizes[None, :], candidates, axis=0)
        at = self._cells.at(rows)
        for _ in range(1 + _SWEEPS):
            self._sweep(rows, at, gains, rng)
        total = self._total(rows, at, gains)
        best = int(total.argmax())
        if total[best] >= UNIT:
            return rows[best]
        # Every candidate ran into forbidden tuples: start from an exact completion of a missing tuple.
        missing = np.flatnonzero(gains.table == UNIT)
        missing = missing[self._whole[missing]]  # a mean over open places may be one whole tuple too
        cell = int(missing[rng.integers(len(missing))])
        found = self._solver.complete(self._cells.tuple_at(cell), rng.random((len(sizes), len(self._levels))))
        if found is None:
            raise AssertionError(f"tuple {self._cells.tuple_at(cell)} was said to be possible")
        row = np.array([found], np.int64)
        self._sweep(row, self._cells.at(row), gains, rng)
        return row[0]

    def _sweep(self, rows: Ints, at: Ints, gains: Gains, rng: np.random.Generator) -> None:
        """Sets each factor of each row once, in an order of the row's own, to its best level; in place."""
        every = np.arange(len(rows))
        order = rng.permuted(np.repeat(np.arange(rows.shape[1])[None, :], len(rows), axis=0), axis=1)
        noise = rng.integers(0, 16, (rows.shape[1], len(rows), len(self._levels)))
        for step in range(rows.shape[1]):
            factor = order[:, step]
            size = self._cells.sizes[factor]
            numbers, strides = self._numbers[factor], self._strides[factor]
            here = np.take_along_axis(at, numbers, axis=1)
            shift = np.minimum(self._levels, size[:, None] - 1) - rows[every, factor][:, None]
            gain = gains.table[here[:, None, :] + shift[:, :, None] * strides[:, None, :]].sum(axis=2)
            gain += self._banned(rows, factor) * NEVER
            gain = gain * 16 + noise[step]
            gain[self._levels >= size[:, None]] = np.iinfo(np.int64).min
            level = gain.argmax(axis=1)
            np.put_along_axis(at, numbers, here + shift[every, level][:, None] * strides, axis=1)
            rows[every, factor] = level

    def _banned(self, rows: Ints, factor: Ints) -> Ints:
        """How many long forbidden tuples each level of a row's factor would complete: (rows, levels)."""
        if not len(self._long):
            return np.zeros((len(rows), len(self._levels)), np.int64)
        holds = (rows[:, None, :] == self._long) | (self._long < 0)
        holds[np.arange(len(rows)), :, factor] = True
        completed = holds.all(axis=2)
        wanted = self._long[:, factor].T
        return ((wanted[:, :, None] == self._levels) & completed[:, :, None]).sum(axis=1)

    def _total(self, rows: Ints, at: Ints, gains: Gains) -> Ints:
        broken = ((rows[:, None, :] == self._long) | (self._long < 0)).all(axis=2).sum(axis=1)
        return gains.table[at].sum(axis=1) + broken * NEVER


def greedy_rows(builder: RowBuilder, gains: Gains, left: int, rng: np.random.Generator) -> Ints:
    """Rows until none of the `left` tuples is missing, shape (rows, factors); changes `gains`."""
    rows = []
    while left:
        row = builder.best_row(gains, rng, builder.candidates)
        left -= gains.cover(row)
        rows.append(row)
    return np.array(rows, np.int64).reshape(len(rows), len(gains.cells.sizes))
