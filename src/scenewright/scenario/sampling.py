"""From points of the unit cube to samples (concrete scenarios)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.randomness import Streams
from scenewright.scenario.columns import derived_values, log_density, meets_constraints, parameters_of
from scenewright.scenario.correlation import correlated_coordinate
from scenewright.scenario.distributions import Value, clean
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain import Domain
from scenewright.scenario.domain.within import Within
from scenewright.scenario.strategies import SPREADS, Design, Given, RandomPoints

__all__ = [
    "MAX_ATTEMPTS",
    "Drawn",
    "Draws",
    "attempt",
    "draw",
    "draw_columns",
    "draw_many",
    "overridden",
    "reached",
]

MAX_ATTEMPTS = 1000
_AT_ONCE = 1 << 18
"""Samples that are drawn together: enough to make little of what a query costs."""
_TOGETHER = 1 << 12
"""Attempts that are made together."""
_MAX_IN_A_CELL = 50 * MAX_ATTEMPTS
"""Of samples in cells: a cell may be a rare one."""


@dataclass(frozen=True)
class Drawn:
    """One sample."""

    sample: dict[str, Value]
    """Parameter and derived values by name."""
    log_density: float
    """Natural log of the sample's density under the scenario, before constraints renormalise it; of the
    parameters alone that the scenario drew."""
    attempts: int
    """Points that were tried until the constraints held."""
    component: str = ""
    """What it was drawn for, of a design with several: exposure, random, covering, adaptive or targeted."""
    log_target_density: float | None = None
    """Natural log of its density under the target domain; None where that is 0 or the design has none."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Many samples, by columns of equal length n."""

    columns: Mapping[str, Column]
    """Parameter and derived values by name, each of shape (n,)."""
    log_density: NDArray[np.float64]
    """As of `Drawn`, shape (n,)."""
    attempts: NDArray[np.int64]
    """As of `Drawn`, shape (n,)."""

    def rows(self) -> list[Drawn]:
        """One value a sample."""
        lists = [column.tolist() for column in self.columns.values()]
        samples = [dict(zip(self.columns, row, strict=True)) for row in zip(*lists, strict=True)]
        numbers = zip(self.log_density.tolist(), self.attempts.tolist(), strict=True)
        return [Drawn(sample, *pair) for sample, pair in zip(samples, numbers, strict=True)]


def draw(scenario: Scenario, *, root: str, strategy: str | Design, index: int) -> Drawn:
    """The sample of one index, a pure function of its arguments; raises `InputError` as `draw_columns`."""
    return draw_many(scenario, root=root, strategy=strategy, indices=[index])[0]


def draw_many(
    scenario: Scenario, *, root: str, strategy: str | Design, indices: Sequence[int]
) -> list[Drawn]:
    """`draw_columns` as a list of samples."""
    if not len(indices):
        return []
    return draw_columns(scenario, root=root, strategy=strategy, indices=indices).rows()


def draw_columns(scenario: Scenario, *, root: str, strategy: str | Design, indices: ArrayLike) -> Draws:
    """Samples of several indices, at least one; each depends on its own index only.

    The first point of an index comes from the strategy: a design, or the name of one that spreads samples
    over the scenario. Where it breaks a constraint or misses its cell, further points are independent. Raises
    `InputError` for an unknown strategy, or when a thousand points all fail
    (fifty thousand in a cell).
    """
    design = strategy if isinstance(strategy, Design) else spread(strategy)
    wanted = np.asarray(indices, dtype=np.int64)
    parts = [
        _some(scenario, root, design, wanted[start : start + _AT_ONCE])
        for start in range(0, len(wanted), _AT_ONCE)
    ]
    return parts[0] if len(parts) == 1 else _joined(parts)


def spread(name: str) -> Design:
    """The design of a strategy that spreads samples over the scenario. Raises `InputError`."""
    if name in SPREADS:
        return Design(name, size=1000 if name == "lhs" else 0)
    fix = nearest(name, list(SPREADS))
    raise InputError(Problem(expected="a sampling strategy", found=f"'{name}'", field="strategy", fix=fix))


Coordinates = Callable[[str, NDArray[np.int64]], NDArray[np.float64]]
"""Coordinates along a parameter at indices, as of `Points.column`."""


def attempt(
    scenario: Scenario,
    points: Coordinates,
    indices: NDArray[np.int64],
    within: Within | None = None,
    codes: NDArray[np.int64] | None = None,
    given: Given | None = None,
) -> tuple[dict[str, Column], NDArray[np.bool_]]:
    """What decides whether points are kept: the parameters that constraints and cells read, and the verdicts.

    With `within`, points lie in cells `codes`, shape (n, attributes). What is `given` is not drawn.
    """
    columns = given.columns(indices) if given else {}
    for name in _judged(scenario, within):
        if name in columns:
            continue
        u = correlated_coordinate(scenario, name, lambda each: points(each, indices))
        columns[name] = _values(scenario, name, u, columns, within, codes)
    met = np.ones(len(indices), bool)
    if scenario.constraints:
        met = meets_constraints(scenario, columns | derived_values(scenario, columns))
    if within is not None and codes is not None:
        met = met & within.met(columns, codes, lambda name: points(name, indices))
    return columns, met


def _some(scenario: Scenario, root: str, design: Design, wanted: NDArray[np.int64]) -> Draws:
    key, names = scenario.name, tuple(sorted(scenario.parameters))
    within = Within(scenario, design.domain) if design.in_cells and design.domain is not None else None
    first, later = design.points(root, key, names), RandomPoints(Streams(root, key))
    # What constraints and cells read is drawn until they hold; the rest once, for the points that are kept.
    attempts = np.zeros(len(wanted), np.int64)
    waiting, kept, tried = np.arange(len(wanted)), [], 0
    while len(waiting):
        several = _at_once(len(waiting), tried)
        rows = np.repeat(waiting, several)
        numbers = tried + np.tile(np.arange(several), len(waiting))
        codes = design.cells(root, key, wanted[rows], numbers)
        points = partial(later.again, attempts=numbers) if tried else first.column
        columns, met = attempt(scenario, points, wanted[rows], within, codes, design.given)
        hits = _first_of(met.reshape(-1, several))
        attempts[rows[hits]] = numbers[hits]
        kept.append((rows[hits], {name: column[hits] for name, column in columns.items()}))
        waiting, tried = np.setdiff1d(waiting, rows[hits], assume_unique=True), tried + several
        if len(waiting) and tried >= (MAX_ATTEMPTS if within is None else _MAX_IN_A_CELL):
            raise _unmet(scenario, int(wanted[waiting[0]]), tried, within is not None)
    columns = kept[0][1] if len(kept) == 1 else _in_order(kept)
    again, codes = np.flatnonzero(attempts), design.cells(root, key, wanted, attempts)

    def kept_at(name: str) -> NDArray[np.float64]:
        u = first.column(name, wanted)
        u[again] = later.again(name, wanted[again], attempts[again])
        return u

    for name in scenario.order:
        if name not in columns:
            u = correlated_coordinate(scenario, name, kept_at)
            columns[name] = _values(scenario, name, u, columns, within, codes)
    columns = {name: columns[name] for name in names}
    density = log_density(scenario, columns, tuple(design.given.values) if design.given else ())
    return Draws(columns | derived_values(scenario, columns), density, attempts + 1)


def _at_once(waiting: int, tried: int) -> int:
    """Attempts of each sample that are tried together: a few samples cost as much as some thousands.

    Never beyond a limit of attempts, so that a sample is found or not whichever others are asked for.
    """
    left = MAX_ATTEMPTS - tried % MAX_ATTEMPTS
    return max(1, min(_TOGETHER // waiting, left)) if tried else 1


def _first_of(met: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places, in the flat array, of each sample's first attempt that was met; shape (samples, attempts)."""
    hit = np.flatnonzero(met.any(axis=1))
    return np.asarray(hit * met.shape[1] + met[hit].argmax(axis=1))


def _judged(scenario: Scenario, within: Within | None) -> tuple[str, ...]:
    read = [name for constraint in scenario.constraints for name in constraint.columns]
    return parameters_of(scenario, [*read, *(within.read if within else ())])


def _values(
    scenario: Scenario,
    name: str,
    u: NDArray[np.float64],
    parents: Mapping[str, Column],
    within: Within | None,
    codes: NDArray[np.int64] | None,
) -> Column:
    if within is None or codes is None:
        return scenario.parameters[name].quantile(u, parents)
    return within.quantile(name, u, parents, codes)


def _in_order(parts: Sequence[tuple[NDArray[np.int64], dict[str, Column]]]) -> dict[str, Column]:
    order = np.argsort(np.concatenate([rows for rows, _ in parts]))
    return {name: np.concatenate([columns[name] for _, columns in parts])[order] for name in parts[0][1]}


def _joined(parts: Sequence[Draws]) -> Draws:
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    density = np.concatenate([part.log_density for part in parts])
    return Draws(columns, density, np.concatenate([part.attempts for part in parts]))


def _unmet(scenario: Scenario, index: int, tried: int, in_cells: bool) -> InputError:
    cell = " and the cell that it is for" if in_cells else ""
    return InputError(
        Problem(
            expected=f"constraints{cell} that one of {tried} draws meets",
            found=f"none for sample {index} of '{scenario.name}'",
            field="constraints",
            fix="widen the parameters that the constraints name",
        )
    )


def reached(scenario: Scenario, domain: Domain, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells (n, attributes) one of a thousand draws lies in, shape (n,)."""
    found, within = np.zeros(len(cells), bool), Within(scenario, domain)
    points = RandomPoints(Streams("reached", scenario.name))
    tried = 0
    while tried < MAX_ATTEMPTS and not found.all():
        missing = np.flatnonzero(~found)
        several = _at_once(len(missing), tried)
        rows, numbers = np.repeat(missing, several), np.tile(np.arange(several), len(missing))
        again = partial(points.again, attempts=tried + numbers)
        met = attempt(scenario, again, rows, within, cells[rows])[1]
        found[missing] = met.reshape(-1, several).any(axis=1)
        tried += several
    return found


def overridden(scenario: Scenario, drawn: Sequence[Drawn], values: Mapping[str, Any]) -> list[Drawn]:
    """The samples with some parameters set to `values`, and with what is derived from them.

    Density and attempts stay those of the draw; constraints are not asked again.
    """
    if not (drawn and values):
        return list(drawn)
    samples = [{**{n: one.sample[n] for n in scenario.parameters}, **values} for one in drawn]
    table = pa.table({name: pa.array([sample[name] for sample in samples]) for name in samples[0]})
    for name, expression in scenario.derived.items():
        for sample, value in zip(samples, expression.evaluate(table).to_pylist(), strict=True):
            sample[name] = clean(value)
    return [replace(one, sample=sample) for one, sample in zip(drawn, samples, strict=True)]
