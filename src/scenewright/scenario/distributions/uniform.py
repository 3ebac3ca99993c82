"""`{uniform: [low, high]}` and `{log_uniform: [low, high]}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers

__all__ = ["LogUniform", "Uniform"]


@dataclass(frozen=True)
class Uniform(Continuous):
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = u * (self.high - self.low)
        found += self.low
        # Rounding may carry the sum past an end.
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        found = (values.astype(np.float64) - self.low) / (self.high - self.low)
        return np.clip(found, 0, 1, out=found)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
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

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = u * np.log(self.high / self.low)
        found += np.log(self.low)
        np.exp(found, out=found)
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        numbers = np.clip(values.astype(np.float64), self.low, self.high)
        found = np.log(numbers / self.low) / np.log(self.high / self.low)
        return np.clip(found, 0, 1, out=found)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        numbers = values.astype(np.float64)
        inside = (numbers >= self.low) & (numbers <= self.high)
        safe = np.where(inside, numbers, self.low)
        return np.where(inside, -np.log(safe) - np.log(np.log(self.high / self.low)), -np.inf)

    def to_document(self) -> Any:
        return {"log_uniform": [self.low, self.high]}
