"""`{normal: {mean, sd, low, high}}`: a normal distribution cut off at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from scenewright.scenario.distributions.base import Column, Columns

__all__ = ["TruncatedNormal"]


@dataclass(frozen=True)
class TruncatedNormal:
    mean: float
    sd: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    def _tails(self) -> tuple[float, float]:
        return float(ndtr((self.low - self.mean) / self.sd)), float(ndtr((self.high - self.mean) / self.sd))

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        below, above = self._tails()
        return np.clip(self.mean + self.sd * ndtri(below + u * (above - below)), self.low, self.high)

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        below, above = self._tails()
        z = (values.astype(np.float64) - self.mean) / self.sd
        inside = (values >= self.low) & (values <= self.high)
        log = -0.5 * z**2 - np.log(self.sd * np.sqrt(2 * np.pi) * (above - below))
        return np.where(inside, log, -np.inf)

    def values(self) -> None:
        return None

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high

    def to_document(self) -> Any:
        return {"normal": {"mean": self.mean, "sd": self.sd, "low": self.low, "high": self.high}}
