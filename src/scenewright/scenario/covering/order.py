"""Which level the free places of an array take, and which of its rows come first."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.covering.cells import Cells
from scenewright.scenario.covering.model import Model

__all__ = ["exposures", "most_first", "with_likely_levels"]

_ONE = 1 << 40
Ints = NDArray[np.int64]
Weights = Sequence[NDArray[np.float64]]


def exposures(cells: Cells, weights: Weights | None) -> Ints:
    """What each cell counts for, shape (cells.count,): 1, or the product of its levels' weights.

    The product is in units of 2^-40. Whole numbers, at least 1: sums are exact, and no tuple counts for
    nothing.
    """
    if weights is None:
        return np.ones(cells.count, np.int64)
    found = np.ones(cells.count, np.float64)
    opened = [np.append(w / w.sum(), 1.0) for w in weights]
    for number, factors in enumerate(cells.combinations.tolist()):
        block = cells.block(found, number)
        for place, factor in enumerate(factors):
            block *= opened[factor].reshape([-1 if axis == place else 1 for axis in range(len(factors))])
    return np.maximum(np.rint(found * _ONE), 1).astype(np.int64)


def most_first(cells: Cells, wanted: NDArray[np.bool_], rows: Ints, exposure: Ints) -> Ints:
    """Rows such that each adds the most that is still wanted, of equals the first; without idle rows.

    What a row adds only shrinks as others come before it, so one that leads after a second look is next.
    """
    at, left, order = cells.at(rows), np.where(wanted, exposure, 0), []
    waiting = [(-int(left[here].sum()), number) for number, here in enumerate(at)]
    heapq.heapify(waiting)
    while waiting:
        number = waiting[0][1]
        adds = int(left[at[number]].sum())
        if not adds:
            heapq.heappop(waiting)
        elif -adds == waiting[0][0]:
            heapq.heappop(waiting)
            order.append(number)
            left[at[number]] = 0
        else:
            heapq.heapreplace(waiting, (-adds, number))
    return rows[order]


def with_likely_levels(
    model: Model,
    cells: Cells,
    wanted: NDArray[np.bool_],
    rows: Ints,
    weights: Weights,
    rng: np.random.Generator,
) -> Ints:
    """Rows whose free places were drawn by the levels' weights; what they cover together they still cover.

    A place is free where every wanted tuple through it stands in another row too.
    """
    numbers, strides = cells.by_factor()
    rows, at = rows.copy(), cells.at(rows)
    counts = (~wanted).astype(np.int64)
    np.add.at(counts, at.ravel(), 1)
    rules = _rules(model)
    for row, here in zip(rows, at, strict=True):
        for factor in rng.permutation(len(model.sizes)).tolist():
            through = numbers[factor]
            if (counts[here[through]] < 2).any():
                continue
            chance = weights[factor] * _permitted(rules[factor], row, factor, model.sizes[factor])
            if not chance.sum() > 0:
                continue
            total = np.cumsum(chance)
            level = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
            counts[here[through]] -= 1
            here[through] += (level - row[factor]) * strides[factor]
            counts[here[through]] += 1
            row[factor] = level
    return rows


def _rules(model: Model) -> list[Ints]:
    """Forbidden tuples with each factor: wanted levels, -1 where any, shape (tuples, factors)."""
    found: list[list[Ints]] = [[] for _ in model.sizes]
    for one in model.forbidden:
        rule = np.full(len(model.sizes), -1, np.int64)
        for factor, level in one:
            rule[factor] = level
        for factor, _ in one:
            found[factor].append(rule)
    return [np.array(rules, np.int64).reshape(len(rules), len(model.sizes)) for rules in found]


def _permitted(rules: Ints, row: Ints, factor: int, size: int) -> NDArray[np.bool_]:
    holds = (rules < 0) | (rules == row)
    holds[:, factor] = True
    permitted = np.ones(size, np.bool_)
    permitted[rules[holds.all(axis=1), factor]] = False
    return permitted
