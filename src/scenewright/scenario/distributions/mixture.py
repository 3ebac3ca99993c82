"""`{mixture: [{weight: 0.8, constant: 0}, ...]}`: one of several distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution, Numbers, Value
from scenewright.scenario.distributions.lookup import Cuts
from scenewright.scenario.distributions.part import Part
from scenewright.scenario.distributions.rows import common_dtype, each_part, taken

__all__ = ["LAST", "Mixture", "joint_bounds", "joint_values"]

LAST = float(np.nextafter(1, 0))
"""Greatest point of the unit interval."""


@dataclass(frozen=True)
class Mixture:
    """The unit interval is cut by weight; the place within a component's part is its own unit interval.

    So the quantile rises within each component only, and is not the inverse of the CDF where components
    overlap; CDF, masses and density are those of the mixture.
    """

    weights: tuple[float, ...]
    parts: tuple[Distribution, ...]

    @property
    def depends_on(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in self.parts for name in part.depends_on))

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        return common_dtype(self.parts)

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        shares, ends = self._shares, self._cuts.ends
        starts = ends - shares

        def drawn(i: int, rows: NDArray[np.intp] | None) -> Column:
            within = u - starts[i] if rows is None else u.take(rows) - starts[i]
            within /= shares[i]
            np.clip(within, 0, LAST, out=within)
            part = self.parts[i]
            return part.quantile(within, taken(parents, part.depends_on, rows))

        return each_part(self._cuts.part_of(u), len(self.parts), self.dtype, drawn)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        pairs = zip(self._shares, self.parts, strict=True)
        return _added([share * part.cdf(values, parents) for share, part in pairs]).clip(0, 1)

    def mass(self, part: Part, parents: Columns) -> Numbers:
        pairs = zip(self._shares, self.parts, strict=True)
        return _added([share * each.mass(part, parents) for share, each in pairs]).clip(0, 1)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        """Where a component has a mass, the masses alone: beside it, a density weighs nothing."""
        logs = [
            np.log(share) + part.log_density(values, parents)
            for share, part in zip(self._shares, self.parts, strict=True)
        ]
        masses = [part.has_mass(values, parents) for part in self.parts]
        return added_logs(logs, masses)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return np.any([part.has_mass(values, parents) for part in self.parts], axis=0)

    def values(self) -> tuple[Value, ...] | None:
        return joint_values(self.parts)

    def bounds(self) -> tuple[float, float] | None:
        return joint_bounds(self.parts)

    def to_document(self) -> Any:
        return {
            "mixture": [
                {"weight": w, **part.to_document()} for w, part in zip(self.weights, self.parts, strict=True)
            ]
        }

    @cached_property
    def _shares(self) -> Numbers:
        return np.asarray(self.weights, dtype=np.float64) / sum(self.weights)

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(np.cumsum(self._shares))


def added_logs(logs: list[Numbers], masses: list[NDArray[np.bool_]]) -> Numbers:
    """Log of the sum of densities, of the masses alone where there is one; arrays of shape (n,).

    Added in turn, whatever the number of rows, so that a row alone is what it is among others. Most rows lie
    in one component: only the others cost a logarithm.
    """
    atoms = np.any(masses, axis=0)
    if atoms.any():
        logs = [np.where(atoms & ~mass, -np.inf, log) for log, mass in zip(logs, masses, strict=True)]
    total = logs[0]
    for log in logs[1:]:
        both = np.flatnonzero(np.isfinite(total) & np.isfinite(log))
        found = np.maximum(total, log)
        if len(both):
            found[both] = np.logaddexp(total.take(both), log.take(both))
        total = found
    return total


def joint_bounds(parts: tuple[Distribution, ...]) -> tuple[float, float] | None:
    """Bounds that hold all parts; None when a part is not numeric."""
    found = [part.bounds() for part in parts]
    known = [bounds for bounds in found if bounds is not None]
    if len(known) != len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def joint_values(parts: tuple[Distribution, ...]) -> tuple[Value, ...] | None:
    """The values of all parts, each once; None when a part is continuous."""
    found = [part.values() for part in parts]
    if any(values is None for values in found):
        return None
    return tuple(dict.fromkeys(value for values in found if values for value in values))


def _added(columns: list[Numbers]) -> Numbers:
    """In turn, whatever their length."""
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return np.asarray(total)
