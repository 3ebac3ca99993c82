"""`{gamma: {shape, scale, low, high}}`: a gamma distribution cut off at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, xlogy

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers

__all__ = ["TruncatedGamma"]


@dataclass(frozen=True)
class TruncatedGamma(Continuous):
    """Density `x^(k-1) e^-x / G(k)` of `x = value / scale`, k the shape (NIST DLMF 8.2); 0 <= low."""

    shape: float
    scale: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    @cached_property
    def held(self) -> float:
        """The share of the whole distribution that lies between the ends."""
        first, last = self._ends
        return abs(last - first)

    @cached_property
    def _upper(self) -> bool:
        """Whether all lies above the mean, where the upper tail's masses keep their digits."""
        return self.low > self.shape * self.scale

    @cached_property
    def _ends(self) -> tuple[float, float]:
        tail = gammaincc if self._upper else gammainc
        return float(tail(self.shape, self.low / self.scale)), float(tail(self.shape, self.high / self.scale))

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        first, last = self._ends
        found = u * (last - first)
        found += first
        found = (gammainccinv if self._upper else gammaincinv)(self.shape, found)
        found *= self.scale
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        first, last = self._ends
        numbers = np.clip(values.astype(np.float64), self.low, self.high) / self.scale
        found = (gammaincc if self._upper else gammainc)(self.shape, numbers)
        return np.clip((found - first) / (last - first), 0, 1)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        """At 0, that of the least number above: the density itself may be infinite there."""
        numbers = values.astype(np.float64)
        x = np.maximum(numbers / self.scale, 1e-300)
        log = xlogy(self.shape - 1, x) - x - gammaln(self.shape) - np.log(self.scale * self.held)
        return np.where((numbers >= self.low) & (numbers <= self.high), log, -np.inf)

    def to_document(self) -> Any:
        fields = {"shape": self.shape, "scale": self.scale, "low": self.low, "high": self.high}
        return {"gamma": fields}
