"""`{normal: {mean, sd, low, high}}`: a normal distribution cut off at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from scenewright.scenario.distributions.base import Column, Columns, Continuous

__all__ = ["TruncatedNormal"]


@dataclass(frozen=True)
class TruncatedNormal(Continuous):
    mean: float
    sd: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def _tails(self) -> tuple[float, float, float]:
        """Sign, and the mass below the lower and below the upper end, mirrored when all is above the mean.

        The upper tail's masses are so near 1 that their difference would lose its digits.
        """
        ends = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        if ends[0] > 0:
            return -1.0, float(ndtr(-ends[1])), float(ndtr(-ends[0]))
        return 1.0, float(ndtr(ends[0])), float(ndtr(ends[1]))

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        sign, below, above = self._tails()
        mass = below + (u if sign > 0 else 1 - u) * (above - below)
        return np.clip(self.mean + sign * self.sd * ndtri(mass), self.low, self.high)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        _, below, above = self._tails()
        z = (values.astype(np.float64) - self.mean) / self.sd
        inside = (values >= self.low) & (values <= self.high)
        log = -0.5 * z**2 - np.log(self.sd * np.sqrt(2 * np.pi) * (above - below))
        return np.where(inside, log, -np.inf)

    def to_document(self) -> Any:
        return {"normal": {"mean": self.mean, "sd": self.sd, "low": self.low, "high": self.high}}
