"""Fewer rows: take one away and move single levels until nothing is missing again.

Simulated annealing in which every move covers a missing tuple by one change of one row (the neighbourhood
of Nurmela, Discrete Applied Mathematics 138, 2004). Its length is counted in look-ups, never in seconds, so
that results are the same on every machine. Plain lists: a move touches a few dozen cells, which is too
little for arrays.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.covering.cells import Cells
from scenewright.scenario.covering.model import Model

__all__ = ["fewer_rows"]

_HOT, _COLD = 0.4, 0.25
"""Temperatures in missing tuples."""
_FIRST = 1000
"""Moves of the first attempts; twice as many whenever one has failed."""
_PER_TUPLE = 4000
"""Look-ups for each tuple after which a small array is as small as it will get."""
_RANDOM = 0.05
"""Share of the moves that change any place, so that no state is a trap."""


@dataclass
class _State:
    """Rows and how often each tuple is covered; changed in place."""

    rows: list[list[int]]
    at: list[list[int]]
    """Cells of each row."""
    counts: list[int]
    """Rows that cover each cell; at least one where it needs none."""
    missing: list[int]
    place: dict[int, int]
    """Where a cell stands in `missing`."""


class _Moves:
    def __init__(self, model: Model, cells: Cells) -> None:
        numbers, strides = cells.by_factor()
        self.sizes = model.sizes
        self.of_factor = [
            list(zip(n, s, strict=True)) for n, s in zip(numbers.tolist(), strides.tolist(), strict=True)
        ]
        # What else must not hold when a factor takes a level.
        self.others: dict[tuple[int, int], list[list[tuple[int, int]]]] = {}
        for one in model.forbidden:
            for literal in one:
                self.others.setdefault(literal, []).append([other for other in one if other != literal])

    def permits(self, row: Sequence[int], factor: int, level: int) -> bool:
        found = self.others.get((factor, level))
        return found is None or not any(all(row[f] == v for f, v in others) for others in found)

    def added(self, state: _State, row: int, factor: int, by: int) -> int:
        """Change of the number of missing tuples when a factor's level grows by `by`."""
        counts, at, change = state.counts, state.at[row], 0
        for number, stride in self.of_factor[factor]:
            cell = at[number]
            if counts[cell] == 1:
                change += 1
            if not counts[cell + by * stride]:
                change -= 1
        return change

    def make(self, state: _State, row: int, factor: int, level: int) -> None:
        by = level - state.rows[row][factor]
        state.rows[row][factor] = level
        at = state.at[row]
        for number, stride in self.of_factor[factor]:
            _uncover(state, at[number])
            at[number] += by * stride
            _cover(state, at[number])


def _cover(state: _State, cell: int) -> None:
    state.counts[cell] += 1
    if state.counts[cell] == 1:
        last, place = state.missing.pop(), state.place.pop(cell)
        if last != cell:
            state.missing[place] = last
            state.place[last] = place


def _uncover(state: _State, cell: int) -> None:
    state.counts[cell] -= 1
    if not state.counts[cell]:
        state.place[cell] = len(state.missing)
        state.missing.append(cell)


def fewer_rows(
    model: Model,
    cells: Cells,
    wanted: NDArray[np.bool_],
    rows: NDArray[np.int64],
    *,
    least: int,
    work: int,
    seed: int,
) -> NDArray[np.int64]:
    """Rows that cover all `wanted` cells as `rows` do, maybe fewer, never below `least`.

    `work`: when to stop, in looked-up cells; some five million a second.
    """
    moves, draw = _Moves(model, cells), random.Random(seed)
    best = rows
    at = cells.at(rows)
    if at.size + cells.count > work:
        return rows  # To set out alone would take longer, and much memory.
    counts = (~wanted).astype(np.int64)
    np.add.at(counts, at.ravel(), 1)
    state = _State(rows.tolist(), at.tolist(), counts.tolist(), [], {})
    work = min(work, _PER_TUPLE * int(wanted.sum()))
    cost, steps = len(moves.of_factor[0]) + len(rows) // 4, _FIRST
    while len(best) > max(least, 1):
        if not state.missing:
            _drop(state)
        steps = min(steps, work // cost)
        if not steps:
            break
        work -= _anneal(state, moves, cells, steps, draw) * cost
        if not state.missing:
            best = np.array(state.rows, np.int64)
        else:
            steps *= 2
    return best


def _drop(state: _State) -> None:
    """Takes away the row that alone covers the fewest tuples."""
    alone = [sum(state.counts[cell] == 1 for cell in at) for at in state.at]
    number = alone.index(min(alone))
    for cell in state.at[number]:
        _uncover(state, cell)
    del state.rows[number], state.at[number]


def _anneal(state: _State, moves: _Moves, cells: Cells, steps: int, draw: random.Random) -> int:
    """Moves until nothing was missing, or all `steps` of them."""
    uniform, rows = draw.random, state.rows
    literals: dict[int, tuple[tuple[int, int], ...]] = {}
    cool, temperature = (_COLD / _HOT) ** (1 / steps), _HOT
    for step in range(steps):
        if not state.missing:
            return step
        temperature *= cool
        if uniform() < _RANDOM:
            factor = int(uniform() * len(moves.sizes))
            level = int(uniform() * moves.sizes[factor])
            row = int(uniform() * len(rows))
        else:
            cell = state.missing[int(uniform() * len(state.missing))]
            pairs = literals.get(cell)
            if pairs is None:
                pairs = literals[cell] = cells.tuple_at(cell)
            place = int(uniform() * len(pairs))
            factor, level = pairs[place]
            rest = pairs[:place] + pairs[place + 1 :]
            if len(rest) == 1:
                f, v = rest[0]
                near = [i for i, r in enumerate(rows) if r[f] == v]
            else:
                near = [i for i, r in enumerate(rows) if all(r[f] == v for f, v in rest)]
            row = near[int(uniform() * len(near))] if near else int(uniform() * len(rows))
        by = level - rows[row][factor]
        if not by or not moves.permits(rows[row], factor, level):
            continue
        change = moves.added(state, row, factor, by)
        if change <= 0 or uniform() < exp(-change / temperature):
            moves.make(state, row, factor, level)
    return steps
