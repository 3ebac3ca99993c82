"""Values of a scenario by columns: what is derived, which rows meet the constraints, how dense they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.correlation import apply_correlations, copula_log_density
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario

__all__ = [
    "derived_values",
    "evaluated",
    "log_density",
    "meets_constraints",
    "parameters_of",
    "unconstrained",
]


def unconstrained(scenario: Scenario, points: NDArray[np.float64]) -> dict[str, Column]:
    """Columns of parameters and derived values at `points` of the unit cube, shape (n, parameters)."""
    columns: dict[str, Column] = {}
    names = tuple(sorted(scenario.parameters))
    points, _ = apply_correlations(scenario, names, points)
    across = dict(zip(names, np.ascontiguousarray(points.T), strict=True))
    for name in scenario.order:
        columns[name] = scenario.parameters[name].quantile(across[name], columns)
    columns = {name: columns[name] for name in sorted(columns)}
    return columns | derived_values(scenario, columns)


def log_density(
    scenario: Scenario, columns: Mapping[str, Column], without: Sequence[str] = ()
) -> NDArray[np.float64]:
    """Natural log of the density of samples, before constraints renormalise it, shape (n,).

    `without` are parameters that the scenario did not draw.
    """
    drawn = [name for name in scenario.order if name not in without]
    total = copula_log_density(scenario, columns, drawn)
    for name in drawn:
        total += scenario.parameters[name].log_density(columns[name], columns)
    return total


def derived_values(scenario: Scenario, columns: Mapping[str, Column]) -> dict[str, Column]:
    """Those whose parameters are all there."""
    return {
        name: evaluated(expression, columns)
        for name, expression in scenario.derived.items()
        if not expression.unknown(tuple(columns))
    }


def meets_constraints(scenario: Scenario, columns: Mapping[str, Column]) -> NDArray[np.bool_]:
    """Which rows meet all constraints, shape (n,)."""
    if not scenario.constraints:
        return np.ones(len(next(iter(columns.values()))), dtype=bool)
    # One query for all of them: a query costs as much as some ten thousand rows.
    text = " and ".join(f"({constraint.text})" for constraint in scenario.constraints)
    read = dict.fromkeys(name for constraint in scenario.constraints for name in constraint.columns)
    met = Expression(text, tuple(read)).evaluate(_table(columns, read))
    return np.asarray(met.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def parameters_of(scenario: Scenario, names: Iterable[str]) -> tuple[str, ...]:
    """Parameters that decide the values of `names` (parameters or derived values) or are correlated with
    those that do, parents first."""
    waiting = list(names)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in scenario.derived:
            waiting += scenario.derived[name].columns
        elif name in scenario.parameters and name not in found:
            found.add(name)
            waiting += scenario.parameters[name].depends_on
            waiting += [other for c in scenario.copulas if name in c.names for other in c.names]
    return tuple(name for name in scenario.order if name in found)


def evaluated(expression: Expression, columns: Mapping[str, Column]) -> Column:
    """Its values, shape (n,); of dtype object where they are texts or some are missing."""
    found = expression.evaluate(_table(columns, expression.columns))
    if found.null_count or pa.types.is_string(found.type):
        return np.array(found.to_pylist(), dtype=object)
    return np.asarray(found.to_numpy(zero_copy_only=False))


def _table(columns: Mapping[str, Column], read: Iterable[str]) -> pa.Table:
    """The columns that an expression reads, at least one so that it has rows."""
    names = [name for name in read if name in columns] or list(columns)[:1]
    return pa.table({name: pa.array(columns[name]) for name in names})
