"""`{choice: {a: 0.5, b: 0.5}}` and `{integer: [low, high]}`: discrete values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Value

__all__ = ["Choice", "Integer"]


@dataclass(frozen=True)
class Choice:
    """Values with weights; the weights need not sum to 1."""

    options: tuple[Value, ...]
    weights: tuple[float, ...]
    depends_on: tuple[str, ...] = ()

    def masses(self) -> NDArray[np.float64]:
        weights = np.asarray(self.weights, dtype=np.float64)
        return weights / weights.sum()

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        index = np.searchsorted(np.cumsum(self.masses()), u, side="right").clip(0, len(self.options) - 1)
        texts = any(isinstance(option, str) for option in self.options)
        return np.array(self.options, dtype=object if texts else None)[index]

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        mass = sum(np.where(values == o, m, 0.0) for o, m in zip(self.options, self.masses(), strict=True))
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(mass), dtype=np.float64)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return ~np.isneginf(self.log_density(values, parents))

    def values(self) -> tuple[Value, ...]:
        return self.options

    def bounds(self) -> tuple[float, float] | None:
        if any(isinstance(option, str) for option in self.options):
            return None
        numbers = [float(option) for option in self.options]
        return min(numbers), max(numbers)

    def to_document(self) -> Any:
        return {"choice": dict(zip(self.options, self.weights, strict=True))}


@dataclass(frozen=True)
class Integer:
    """Uniform over the integers from low to high, both included."""

    low: int
    high: int
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        return np.minimum(self.low + np.floor(u * (self.high - self.low + 1)), self.high).astype(np.int64)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        inside = (values >= self.low) & (values <= self.high) & (values == np.floor(values))
        return np.where(inside, -np.log(self.high - self.low + 1), -np.inf)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return ~np.isneginf(self.log_density(values, parents))

    def values(self) -> tuple[Value, ...]:
        return tuple(range(self.low, self.high + 1))

    def bounds(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    def to_document(self) -> Any:
        return {"integer": [self.low, self.high]}
