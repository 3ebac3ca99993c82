"""`{beta: {a, b, low, high}}`: a beta distribution, stretched over an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betainc, betaincinv, betaln, xlog1py, xlogy

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers

__all__ = ["Beta", "within"]


@dataclass(frozen=True)
class Beta(Continuous):
    """`low + (high - low) X`, X of density `x^(a-1) (1-x)^(b-1) / B(a, b)` (NIST DLMF 8.17)."""

    a: float
    b: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = betaincinv(self.a, self.b, u)
        found *= self.high - self.low
        found += self.low
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        share = (values.astype(np.float64) - self.low) / (self.high - self.low)
        return betainc(self.a, self.b, np.clip(share, 0, 1))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        """At an end, that of the nearest number inside: the density itself may be infinite there."""
        numbers, width = values.astype(np.float64), self.high - self.low
        share = within((numbers - self.low) / width, self.low / width, self.high / width)
        log = xlogy(self.a - 1, share) + xlog1py(self.b - 1, -share)
        log -= betaln(self.a, self.b) + np.log(width)
        return np.where((numbers >= self.low) & (numbers <= self.high), log, -np.inf)

    def to_document(self) -> Any:
        return {"beta": {"a": self.a, "b": self.b, "low": self.low, "high": self.high}}


def within(share: Numbers, low: float, high: float) -> Numbers:
    """`share` of an interval, kept half a floating-point step of its ends away from 0 and 1.

    `low` and `high` are the ends in widths of the interval.
    """
    first = max(float(np.spacing(abs(low))) / 2, 1e-300)
    last = 1 - max(float(np.spacing(abs(high))) / 2, 2.0**-53)
    return np.clip(share, first, last)
