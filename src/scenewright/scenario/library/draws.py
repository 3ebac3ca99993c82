"""Many draws of a scenario before its constraints, and which of them each constraint lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.proportions import wilson
from scenewright.randomness import Streams
from scenewright.scenario.columns import unconstrained
from scenewright.scenario.document import Scenario

__all__ = ["Draws", "as_table", "holds", "many_draws", "share"]


@dataclass(frozen=True)
class Draws:
    """Independent draws; always the same ones of a scenario."""

    points: Mapping[str, NDArray[np.float64]]
    """Parameter -> place of each draw in its unit interval, shape (n,)."""
    columns: Mapping[str, NDArray[Any]]
    """Parameters and derived values, shape (n,) each."""
    table: pa.Table
    """The same."""
    met: NDArray[np.bool_]
    """Whether each constraint holds, shape (constraints, n)."""

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Which draws meet all constraints, shape (n,)."""
        return np.asarray(self.met.all(axis=0))

    @property
    def accepted_table(self) -> pa.Table:
        return self.table.filter(pa.array(self.accepted))


def many_draws(scenario: Scenario, count: int) -> Draws:
    """`count` independent draws."""
    names = sorted(scenario.parameters)
    points = Streams("lint", scenario.name).generator(f"points/{count}").random((count, len(names)))
    columns = unconstrained(scenario, points)
    table = as_table(columns)
    met = np.ones((len(scenario.constraints), count), dtype=bool)
    for i, constraint in enumerate(scenario.constraints):
        met[i] = holds(constraint, table)
    return Draws(dict(zip(names, points.T, strict=True)), columns, table, met)


def as_table(columns: Mapping[str, NDArray[Any]]) -> pa.Table:
    """Columns for expressions."""
    return pa.table({name: pa.array(column.tolist()) for name, column in columns.items()})


def holds(expression: Expression, table: pa.Table) -> NDArray[np.bool_]:
    """Where a condition is true, shape (n,); nothing counts as false."""
    return np.array([bool(value) for value in expression.evaluate(table).to_pylist()], dtype=bool)


def share(hits: int, count: int) -> str:
    """A share with its 95 % interval (Wilson), for people."""
    low, high = wilson(hits, count)
    return f"{hits / count:.1%} (95 %: {low:.1%} to {high:.1%})"
