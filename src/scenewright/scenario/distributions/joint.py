"""`joint: [{parameters: [a, b], table: [{a: 1, b: 2, weight: 3}, ...]}]`: rows over several parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution, Numbers, Value
from scenewright.scenario.distributions.mixture import (
    LAST,
    added_logs,
    joint_bounds,
    joint_values,
)
from scenewright.scenario.distributions.part import Part
from scenewright.scenario.distributions.rows import common_dtype, each_part, taken

__all__ = ["JointColumn", "JointTable"]


@dataclass(frozen=True)
class JointTable:
    """One of several rows, by weight; within a row the parameters are drawn one by one."""

    parameters: tuple[str, ...]
    """In the order in which they are drawn."""
    weights: tuple[float, ...]
    rows: tuple[tuple[Distribution, ...], ...]
    """Of each row, a distribution for each parameter."""

    def to_document(self) -> dict[str, Any]:
        table = [
            {**{n: d.to_document() for n, d in zip(self.parameters, row, strict=True)}, "weight": weight}
            for weight, row in zip(self.weights, self.rows, strict=True)
        ]
        return {"parameters": list(self.parameters), "table": table}


@dataclass(frozen=True)
class JointColumn:
    """One parameter of a joint table, under the condition of the table's earlier ones.

    What is known of the row is what the earlier values tell: with r the row, w its weight and f its
    densities, `p(r | x_1 ... x_k) ~ w_r f_r1(x_1) ... f_rk(x_k)` (Bayes), and the next parameter is the
    mixture of its distributions in the rows with these weights. So the joint density is exactly
    `sum_r w_r prod_k f_rk(x_k)`, and no column need say which row was drawn. As in a mixture, the
    unit interval is cut by weight.
    """

    table: JointTable
    place: int

    @property
    def name(self) -> str:
        return self.table.parameters[self.place]

    @cached_property
    def parts(self) -> tuple[Distribution, ...]:
        """Its distribution in each row."""
        return tuple(row[self.place] for row in self.table.rows)

    @cached_property
    def depends_on(self) -> tuple[str, ...]:
        earlier = self.table.parameters[: self.place]
        parts = (part for row in self.table.rows for part in row[: self.place + 1])
        return tuple(dict.fromkeys((*earlier, *(name for part in parts for name in part.depends_on))))

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        return common_dtype(self.parts)

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        weights = np.exp(self._log_weights(len(u), parents))
        # Cumulated in turn: a row alone gets the sums that it gets among others.
        ends = np.cumsum(weights, axis=0)
        at = u * ends[-1]
        which = np.zeros(len(u), dtype=np.intp)
        for end in ends[:-1]:
            which += at >= end
        # A point on the last end, which rounding allows, belongs to the last row that has a weight.
        most = len(weights) - 1 - np.argmax(weights[::-1] > 0, axis=0)
        which = np.minimum(which, most)
        every = np.arange(len(u))
        share = weights[which, every]
        within = np.clip((at - (ends[which, every] - share)) / share, 0, LAST)

        def drawn(i: int, rows: NDArray[np.intp] | None) -> Column:
            part = self.parts[i]
            places = within if rows is None else within.take(rows)
            return part.quantile(places, taken(parents, part.depends_on, rows))

        return each_part(which, len(self.parts), self.dtype, drawn)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        shares = self._shares(len(values), parents)
        return _added([s * p.cdf(values, parents) for s, p in zip(shares, self.parts, strict=True)])

    def mass(self, part: Part, parents: Columns) -> Numbers:
        count = len(parents[self.depends_on[0]]) if self.depends_on else 1
        shares = self._shares(count, parents)
        found = _added([s * p.mass(part, parents) for s, p in zip(shares, self.parts, strict=True)])
        return found if self.depends_on else found[0]

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        weights = self._log_weights(len(values), parents)
        return added_logs(*_by_row(weights, self.parts, values, parents)) - _log_sum(weights)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        weights = self._log_weights(len(values), parents)
        return np.any(_by_row(weights, self.parts, values, parents)[1], axis=0)

    def values(self) -> tuple[Value, ...] | None:
        return joint_values(self.parts)

    def bounds(self) -> tuple[float, float] | None:
        return joint_bounds(self.parts)

    def to_document(self) -> Any:
        """For people: a scenario holds the whole table under `joint`."""
        rows = [
            {"weight": weight, **part.to_document()}
            for weight, part in zip(self.table.weights, self.parts, strict=True)
        ]
        return {"joint": list(self.table.parameters), "rows": rows}

    @cached_property
    def _prior(self) -> Numbers:
        weights = np.asarray(self.table.weights, dtype=np.float64)
        return np.log(weights / weights.sum())

    def _shares(self, count: int, parents: Columns) -> Numbers:
        logs = self._log_weights(count, parents)
        return np.exp(logs - _log_sum(logs))

    def _log_weights(self, count: int, parents: Columns) -> Numbers:
        """Of each row after the earlier parameters, greatest 0, shape (rows, n).

        Where no row could have given their values, the weights of the table.
        """
        logs = np.repeat(self._prior[:, None], count, axis=1)
        for k, name in enumerate(self.table.parameters[: self.place]):
            parts = tuple(row[k] for row in self.table.rows)
            found, masses = _by_row(logs, parts, parents[name], parents)
            atoms = np.any(masses, axis=0)
            logs = np.where(atoms & ~np.array(masses), -np.inf, found)
        most = logs.max(axis=0)
        logs = np.where(np.isneginf(most), self._prior[:, None], logs)
        return logs - logs.max(axis=0)


def _by_row(
    weights: Numbers, parts: tuple[Distribution, ...], values: Column, parents: Columns
) -> tuple[list[Numbers], list[NDArray[np.bool_]]]:
    """Log of weight times density in each row, and whether that is a mass; shape (n,) each."""
    logs = [weight + part.log_density(values, parents) for weight, part in zip(weights, parts, strict=True)]
    possible = ~np.isneginf(weights)
    return logs, [part.has_mass(values, parents) & may for part, may in zip(parts, possible, strict=True)]


def _log_sum(logs: Numbers) -> Numbers:
    return added_logs(list(logs), [np.zeros(logs.shape[1], dtype=bool)] * len(logs))


def _added(columns: list[Numbers]) -> Numbers:
    """In turn, whatever their length."""
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return np.clip(total, 0, 1)
