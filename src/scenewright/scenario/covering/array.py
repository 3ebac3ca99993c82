"""Covering arrays: few rows in which every combination of t levels occurs that can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenewright.errors import InputError, Problem
from scenewright.randomness import Streams
from scenewright.scenario.covering.allowed import allowed_cells
from scenewright.scenario.covering.annealing import fewer_rows
from scenewright.scenario.covering.cells import Cells, cells_of
from scenewright.scenario.covering.gains import gains_of
from scenewright.scenario.covering.greedy import RowBuilder, greedy_rows
from scenewright.scenario.covering.model import Forbidden, Model
from scenewright.scenario.covering.order import exposures, most_first, with_likely_levels
from scenewright.scenario.covering.solver import Solver

__all__ = ["WORK", "covering_array", "uncovered"]

WORK = 3_000_000
"""Cells that are looked up to save rows: well under a second, and most of what can be saved."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Task:
    cells: Cells
    solver: Solver
    allowed: NDArray[np.bool_]
    """Shape (cells.count,): tuples and, by their open places, partial tuples that can occur."""
    wanted: NDArray[np.bool_]
    """Shape (cells.count,): whole tuples that can occur and that no existing row has."""


def covering_array(
    model: Model,
    t: int,
    *,
    seed: str,
    existing: ArrayLike | None = None,
    weights: Sequence[ArrayLike] | None = None,
    work: int = WORK,
) -> Ints:
    """Rows of levels, shape (rows, factors), int64: with `existing` they have every t-tuple that can occur.

    A tuple can occur when some row has it that has no forbidden tuple; only such rows are made. Each row adds
    a tuple that neither `existing` nor an earlier row has, and those that add most come first; so none
    repeats an existing one. A pure function of its arguments. With fewer than t factors, all rows that can
    occur.

    `existing`: rows that are there, shape (rows, factors), -1 where the level is unknown; they may break the
    rules. `weights`: how likely each factor's levels are. Places that are free then take likely levels, and
    rows that show more of what is likely come first. `work`: how long rows are saved, in looked-up cells.

    Raises `InputError` for what cannot be used, for a model that allows no row, and for too many tuples.
    """
    problems = _bad_strength(t) + _bad_rows(model, existing, "existing") + _bad_weights(model, weights)
    if work < 0:
        problems.append(Problem(expected="no negative number", found=str(work), field="work"))
    if problems:
        raise InputError(problems)
    task = _task(model, t, existing)
    missing = int(task.wanted.sum())
    if not missing:
        return np.empty((0, len(model.sizes)), np.int64)
    streams = Streams("covering array", seed)
    builder = RowBuilder(model, task.cells, task.solver)
    gains = gains_of(task.cells, task.wanted, task.allowed)
    rows = greedy_rows(builder, gains, missing, streams.generator("greedy"))
    # A row has one tuple of each combination of factors.
    least = int(np.add.reduceat(task.wanted, task.cells.offsets, dtype=np.int64).max())
    draws = streams.seed_u32("annealing")
    rows = fewer_rows(model, task.cells, task.wanted, rows, least=least, work=work, seed=draws)
    given = None if weights is None else [np.asarray(w, np.float64) for w in weights]
    if given is not None:
        fill = streams.generator("free places")
        rows = with_likely_levels(model, task.cells, task.wanted, rows, given, fill)
    return most_first(task.cells, task.wanted, rows, exposures(task.cells, given))


def uncovered(model: Model, t: int, rows: ArrayLike) -> list[Forbidden]:
    """The t-tuples, as (factor, level) pairs, that can occur and that none of `rows` has; -1 is unknown.

    Raises `InputError` as `covering_array` does.
    """
    problems = _bad_strength(t) + _bad_rows(model, rows, "rows")
    if problems:
        raise InputError(problems)
    task = _task(model, t, rows)
    return [task.cells.tuple_at(cell) for cell in np.flatnonzero(task.wanted).tolist()]


def _task(model: Model, t: int, existing: ArrayLike | None) -> _Task:
    cells = cells_of(model.sizes, min(t, len(model.sizes)))
    solver = Solver(model)
    allowed = allowed_cells(model, cells, solver)
    wanted = allowed & cells.whole()
    if existing is not None:
        rows = np.asarray(existing, np.int64).reshape(-1, len(model.sizes))
        cells.mark(wanted, rows, False)
    return _Task(cells, solver, allowed, wanted)


def _bad_strength(t: int) -> list[Problem]:
    return [] if t in (1, 2, 3, 4) else [Problem(expected="t from 1 to 4", found=str(t), field="t")]


def _bad_rows(model: Model, rows: ArrayLike | None, field: str) -> list[Problem]:
    found = np.asarray([] if rows is None else rows)
    if not found.size:
        return []
    n = len(model.sizes)
    if found.ndim != 2 or found.shape[1] != n or not np.issubdtype(found.dtype, np.integer):
        shape = f"{found.dtype} of shape {found.shape}"
        return [Problem(expected=f"whole numbers of shape (rows, {n})", found=shape, field=field)]
    outside = np.argwhere((found < -1) | (found >= np.array(model.sizes)))
    return [
        Problem(
            expected=f"a level from 0 to {model.sizes[factor] - 1}, or -1 for unknown",
            found=str(found[row, factor]),
            field=f"{field}[{row}][{factor}]",
        )
        for row, factor in outside.tolist()
    ]


def _bad_weights(model: Model, weights: Sequence[ArrayLike] | None) -> list[Problem]:
    if weights is None:
        return []
    if len(weights) != len(model.sizes):
        return [Problem(expected=f"{len(model.sizes)} lists", found=str(len(weights)), field="weights")]
    problems = []
    for factor, (given, size) in enumerate(zip(weights, model.sizes, strict=True)):
        found = np.asarray(given, np.float64)
        good = found.shape == (size,) and bool(
            np.isfinite(found).all() and (found >= 0).all() and found.sum() > 0
        )
        if not good:
            expected = f"{size} numbers, none negative, not all zero"
            problems.append(Problem(expected=expected, found=str(given), field=f"weights[{factor}]"))
    return problems
