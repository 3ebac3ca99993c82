"""`{truncated: {low, high, beta: {...}}}`: a distribution held to an interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers

__all__ = ["Truncated"]


@dataclass(frozen=True)
class Truncated(Continuous):
    """`base` under the condition that its value lies between the ends: u is mapped into [F(low), F(high)]."""

    base: Continuous
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    @cached_property
    def held(self) -> float:
        """The share of `base` that lies between the ends."""
        return self._ends[1] - self._ends[0]

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = u * self.held
        found += self._ends[0]
        return np.clip(self.base.quantile(found, parents), self.low, self.high)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        found = self.base.cdf(np.clip(values.astype(np.float64), self.low, self.high), parents)
        return np.clip((found - self._ends[0]) / self.held, 0, 1)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        inside = (values >= self.low) & (values <= self.high)
        return np.where(inside, self.base.log_density(values, parents) - np.log(self.held), -np.inf)

    def to_document(self) -> Any:
        return {"truncated": {"low": self.low, "high": self.high, **self.base.to_document()}}

    @cached_property
    def _ends(self) -> tuple[float, float]:
        first, last = self.base.cdf(np.array([self.low, self.high]), {})
        return float(first), float(last)
