"""From points of the unit cube to samples (concrete scenarios)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.randomness import Streams
from scenewright.scenario.correlation import apply_correlations
from scenewright.scenario.distributions import Value, clean
from scenewright.scenario.document import Scenario
from scenewright.scenario.strategies import STRATEGIES

__all__ = [
    "MAX_ATTEMPTS",
    "Drawn",
    "draw",
    "draw_many",
    "meets_constraints",
    "overridden",
    "unconstrained",
]

MAX_ATTEMPTS = 1000


@dataclass(frozen=True)
class Drawn:
    """One sample."""

    sample: dict[str, Value]
    """Parameter and derived values by name."""
    log_density: float
    """Natural log of the sample's density under the scenario, before constraints renormalise it."""
    attempts: int
    """Points that were tried until the constraints held."""


def draw(scenario: Scenario, *, root: str, strategy: str, index: int) -> Drawn:
    """The sample of one index: a pure function of its arguments. Raises `InputError` as `draw_many` does."""
    return draw_many(scenario, root=root, strategy=strategy, indices=[index])[0]


def draw_many(scenario: Scenario, *, root: str, strategy: str, indices: Sequence[int]) -> list[Drawn]:
    """Samples of several indices; each depends on its own index only.

    The first point of an index comes from the strategy. Where it breaks a constraint, further points are
    independent. Raises `InputError` for an unknown strategy, or when a thousand points all break one.
    """
    if strategy not in STRATEGIES:
        raise InputError(
            Problem(
                expected="a sampling strategy",
                found=f"'{strategy}'",
                field="strategy",
                fix=nearest(strategy, list(STRATEGIES)),
            )
        )
    if not indices:
        return []
    names = tuple(sorted(scenario.parameters))
    found: dict[int, Drawn] = {}
    waiting = list(dict.fromkeys(indices))
    for attempt in range(MAX_ATTEMPTS):
        if attempt == 0:
            points = STRATEGIES[strategy](root, scenario.name, names, waiting)
        else:
            streams = [Streams(root, f"{scenario.name}/{index}/{attempt}") for index in waiting]
            points = np.array([stream.generator("point").random(len(names)) for stream in streams])
        columns, log_density = _columns(scenario, names, points)
        accepted = meets_constraints(scenario, columns)
        for row in np.flatnonzero(accepted):
            sample = {name: clean(column[row]) for name, column in columns.items()}
            found[waiting[row]] = Drawn(sample, float(log_density[row]), attempt + 1)
        waiting = [index for row, index in enumerate(waiting) if not accepted[row]]
        if not waiting:
            return [found[index] for index in indices]
    raise InputError(
        Problem(
            expected=f"constraints that one of {MAX_ATTEMPTS} draws meets",
            found=f"none for sample {waiting[0]} of '{scenario.name}'",
            field="constraints",
            fix="widen the parameters that the constraints name",
        )
    )


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


def unconstrained(scenario: Scenario, points: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Columns of parameters and derived values at `points` of the unit cube, shape (n, parameters)."""
    return _columns(scenario, tuple(sorted(scenario.parameters)), points)[0]


def _columns(
    scenario: Scenario, names: Sequence[str], points: NDArray[np.float64]
) -> tuple[dict[str, NDArray[Any]], NDArray[np.float64]]:
    columns: dict[str, NDArray[Any]] = {}
    points, log_density = apply_correlations(scenario, names, points)
    place = {name: i for i, name in enumerate(names)}
    for name in scenario.order:
        distribution = scenario.parameters[name]
        columns[name] = distribution.quantile(points[:, place[name]], columns)
        log_density += distribution.log_density(columns[name], columns)
    columns = {name: columns[name] for name in names}
    for name, expression in scenario.derived.items():
        columns[name] = np.array(expression.evaluate(_table(columns)).to_pylist(), dtype=object)
    return columns, log_density


def meets_constraints(scenario: Scenario, columns: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """Which rows meet all constraints, shape (n,)."""
    accepted = np.ones(len(next(iter(columns.values()))), dtype=bool)
    if scenario.constraints:
        table = _table(columns)
        for constraint in scenario.constraints:
            accepted &= np.array([bool(v) for v in constraint.evaluate(table).to_pylist()])
    return accepted


def _table(columns: dict[str, NDArray[Any]]) -> pa.Table:
    return pa.table({name: pa.array(column.tolist()) for name, column in columns.items()})
