"""`{constant: 3}`: one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Numbers, Value
from scenewright.scenario.distributions.part import Part

__all__ = ["Constant"]


@dataclass(frozen=True)
class Constant:
    value: Value
    depends_on: tuple[str, ...] = ()

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(object) if isinstance(self.value, str) else np.asarray(self.value).dtype

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        return np.full(u.shape, self.value, dtype=self.dtype)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        if isinstance(self.value, str):
            return np.array([float(str(value) >= self.value) for value in values.tolist()])
        return np.asarray(values >= self.value, dtype=np.float64)

    def mass(self, part: Part, parents: Columns) -> Numbers:
        return np.asarray(float(part.has(self.value)))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        return np.where(values == self.value, 0.0, -np.inf)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return np.asarray(values == self.value, dtype=bool)

    def values(self) -> tuple[Value, ...]:
        return (self.value,)

    def bounds(self) -> tuple[float, float] | None:
        return None if isinstance(self.value, str) else (float(self.value), float(self.value))

    def to_document(self) -> Any:
        return {"constant": self.value}
