"""`{mixture: [{weight: 0.8, constant: 0}, ...]}`: one of several distributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution, Value

__all__ = ["Mixture"]


@dataclass(frozen=True)
class Mixture:
    """The unit interval is cut by weight; the place within a component's part is its own unit interval."""

    weights: tuple[float, ...]
    parts: tuple[Distribution, ...]

    @property
    def depends_on(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in self.parts for name in part.depends_on))

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        shares = np.asarray(self.weights, dtype=np.float64) / sum(self.weights)
        ends = np.cumsum(shares)
        index = np.searchsorted(ends, u, side="right").clip(0, len(shares) - 1)
        within = ((u - (ends - shares)[index]) / shares[index]).clip(0, np.nextafter(1, 0))
        columns = [part.quantile(within, parents) for part in self.parts]
        return _pick(columns, index)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        """Where a component has a mass, the masses alone: beside it, a density weighs nothing."""
        shares = np.asarray(self.weights, dtype=np.float64) / sum(self.weights)
        logs = [np.log(s) + p.log_density(values, parents) for s, p in zip(shares, self.parts, strict=True)]
        masses = np.array([part.has_mass(values, parents) for part in self.parts])
        counted = np.where(masses.any(axis=0) & ~masses, -np.inf, logs)
        return np.asarray(np.logaddexp.reduce(counted, axis=0), dtype=np.float64)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return np.any([part.has_mass(values, parents) for part in self.parts], axis=0)

    def values(self) -> tuple[Value, ...] | None:
        found = [part.values() for part in self.parts]
        if any(values is None for values in found):
            return None
        return tuple(dict.fromkeys(value for values in found if values for value in values))

    def bounds(self) -> tuple[float, float] | None:
        return joint_bounds(self.parts)

    def to_document(self) -> Any:
        return {
            "mixture": [
                {"weight": w, **part.to_document()} for w, part in zip(self.weights, self.parts, strict=True)
            ]
        }


def joint_bounds(parts: tuple[Distribution, ...]) -> tuple[float, float] | None:
    """Bounds that hold all parts; None when a part is not numeric."""
    found = [part.bounds() for part in parts]
    known = [bounds for bounds in found if bounds is not None]
    if len(known) != len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _pick(columns: list[Column], index: NDArray[np.intp]) -> Column:
    texts = any(column.dtype == object for column in columns)
    stacked = np.stack([column.astype(object) if texts else column for column in columns])
    picked: Column = stacked[index, np.arange(len(index))]
    return picked
