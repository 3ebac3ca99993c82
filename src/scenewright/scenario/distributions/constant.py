"""`{constant: 3}`: one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Value

__all__ = ["Constant"]


@dataclass(frozen=True)
class Constant:
    value: Value
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        return np.full(u.shape, self.value, dtype=object if isinstance(self.value, str) else None)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        return np.where(values == self.value, 0.0, -np.inf)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return ~np.isneginf(self.log_density(values, parents))

    def values(self) -> tuple[Value, ...]:
        return (self.value,)

    def bounds(self) -> tuple[float, float] | None:
        return None if isinstance(self.value, str) else (float(self.value), float(self.value))

    def to_document(self) -> Any:
        return {"constant": self.value}
