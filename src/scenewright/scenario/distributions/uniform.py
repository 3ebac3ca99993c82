"""`{uniform: [low, high]}` and `{log_uniform: [low, high]}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Continuous

__all__ = ["LogUniform", "Uniform"]


@dataclass(frozen=True)
class Uniform(Continuous):
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        # Rounding may carry the sum past an end.
        return np.clip(self.low + u * (self.high - self.low), self.low, self.high)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        inside = (values >= self.low) & (values <= self.high)
        return np.where(inside, -np.log(self.high - self.low), -np.inf)

    def to_document(self) -> Any:
        return {"uniform": [self.low, self.high]}


@dataclass(frozen=True)
class LogUniform(Continuous):
    """Uniform in the logarithm; 0 < low < high."""

    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        return np.clip(np.exp(np.log(self.low) + u * np.log(self.high / self.low)), self.low, self.high)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        numbers = values.astype(np.float64)
        inside = (numbers >= self.low) & (numbers <= self.high)
        safe = np.where(inside, numbers, self.low)
        return np.where(inside, -np.log(safe) - np.log(np.log(self.high / self.low)), -np.inf)

    def to_document(self) -> Any:
        return {"log_uniform": [self.low, self.high]}
