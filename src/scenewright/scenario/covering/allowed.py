"""Which tuples can occur at all: those that some row without forbidden tuples has."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.randomness import Streams
from scenewright.scenario.covering.cells import Cells, cells_of
from scenewright.scenario.covering.model import Forbidden, Model
from scenewright.scenario.covering.solver import Solver, linked_factors

__all__ = ["allowed_cells"]

_WITNESSES = 32
Table = NDArray[np.bool_]


def allowed_cells(model: Model, cells: Cells, solver: Solver) -> Table:
    """Whether each cell's tuple, its open places left out, can occur: shape (cells.count,).

    Exact. Orders 1 to t in turn: a tuple whose parts can all occur is looked up in known valid rows and
    otherwise asked of the solver, which learns what is impossible. Raises `InputError` when no row is valid.
    """
    order = int(cells.combinations.shape[1])
    streams = Streams("covering array", "allowed")
    rng = streams.generator("levels")
    shape = (len(model.sizes), max(model.sizes))
    first = solver.complete((), rng.random(shape))
    if first is None:
        raise _nothing(model)
    rows = [first]
    if model.forbidden:
        rows += [solver.complete((), rng.random(shape)) or first for _ in range(_WITNESSES)]
    group = linked_factors(model)
    tables: dict[tuple[int, ...], Table] = {(): np.ones((), np.bool_)}
    for t in range(1, order + 1):
        tables |= _tables_of_order(model, t, tables, group)
        tied = [c for c in combinations(range(len(model.sizes)), t) if len({group[f] for f in c}) == 1]
        tied = [c for c in tied if t > 1 or _constrained(model, c[0])]
        if tied:
            _ask(model, tables, cells_of(model.sizes, t, tied), solver, rows, rng)
    found = np.ones(cells.count, np.bool_)
    for number, factors in enumerate(cells.combinations.tolist()):
        _with_open(tables[tuple(factors)], cells.block(found, number))
    return found


def _constrained(model: Model, factor: int) -> bool:
    return any(factor == f for one in model.forbidden for f, _ in one)


def _tables_of_order(
    model: Model, t: int, lower: dict[tuple[int, ...], Table], group: list[int]
) -> dict[tuple[int, ...], Table]:
    """Tuples whose parts can occur and that are not forbidden; exact for factors of several groups."""
    found = {}
    for factors in combinations(range(len(model.sizes)), t):
        table = np.ones([model.sizes[f] for f in factors], np.bool_)
        for place in range(t):
            table &= np.expand_dims(lower[factors[:place] + factors[place + 1 :]], place)
        found[factors] = table
    for one in model.forbidden:
        if len(one) == t:
            found[tuple(f for f, _ in one)][tuple(level for _, level in one)] = False
    return found


def _ask(
    model: Model,
    tables: dict[tuple[int, ...], Table],
    cells: Cells,
    solver: Solver,
    rows: list[list[int]],
    rng: np.random.Generator,
) -> None:
    """Takes from `tables` what the solver says is impossible; adds valid rows that it found to `rows`."""
    seen = np.zeros(cells.count, np.bool_)
    seen[cells.at(np.array(rows))] = True
    for number, factors in enumerate(map(tuple, cells.combinations.tolist())):
        inner = tuple(slice(0, model.sizes[f]) for f in factors)
        known = cells.block(seen, number)[inner]
        for levels in np.argwhere(tables[factors] & ~known).tolist():
            if known[tuple(levels)]:
                continue
            asked: Forbidden = tuple(zip(factors, levels, strict=True))
            row = solver.complete(asked, rng.random((len(model.sizes), max(model.sizes))))
            if row is None:
                tables[factors][tuple(levels)] = False
                solver.learn(asked)
            else:
                rows.append(row)
                seen[cells.at(np.array([row]))] = True


def _with_open(table: Table, block: Table) -> None:
    """Fills a block of cells: an open place can occur when any level there can."""
    inner = tuple(slice(0, size) for size in table.shape)
    block[...] = False
    block[inner] = table
    for axis, size in enumerate(table.shape):
        levels = [slice(None)] * table.ndim
        levels[axis] = slice(0, size)
        opened: list[slice | int] = [slice(None)] * table.ndim
        opened[axis] = size
        block[tuple(opened)] = block[tuple(levels)].any(axis=axis)


def _nothing(model: Model) -> InputError:
    """Names a smallest set of forbidden tuples: each alone taken away would leave valid rows."""
    kept = list(model.forbidden)
    none = np.zeros((len(model.sizes), max(model.sizes)))
    for one in model.forbidden:
        fewer = [other for other in kept if other != one]
        if Solver(Model(model.sizes, tuple(fewer))).complete((), none) is None:
            kept = fewer
    told = "; ".join(" and ".join(f"factor {f} at level {level}" for f, level in one) for one in kept)
    return InputError(
        Problem(
            expected="forbidden tuples that leave at least one row",
            found=f"{len(kept)} that together leave none: {told}",
            field="forbidden",
            fix="take one of them away",
        )
    )
