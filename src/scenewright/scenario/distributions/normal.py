"""`{normal: {mean, sd, low, high}}` and `{log_normal: {median, sigma, low, high}}`, cut off at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers

__all__ = ["TruncatedLogNormal", "TruncatedNormal"]


@dataclass(frozen=True)
class TruncatedNormal(Continuous):
    mean: float
    sd: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    @property
    def held(self) -> float:
        """The share of the whole distribution that lies between the ends; 0 where too small for a float."""
        _, below, above = self._tails
        return above - below

    @cached_property
    def _tails(self) -> tuple[float, float, float]:
        """Sign, and the mass below the lower and below the upper end, mirrored when all is above the mean.

        The upper tail's masses are so near 1 that their difference would lose its digits.
        """
        ends = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        if ends[0] > 0:
            return -1.0, float(ndtr(-ends[1])), float(ndtr(-ends[0]))
        return 1.0, float(ndtr(ends[0])), float(ndtr(ends[1]))

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        sign, below, above = self._tails
        found = (u if sign > 0 else 1 - u) * (above - below)
        found += below
        ndtri(found, out=found)
        found *= sign * self.sd
        found += self.mean
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        sign, below, above = self._tails
        z = (np.clip(values.astype(np.float64), self.low, self.high) - self.mean) / self.sd
        share = np.clip((ndtr(sign * z) - below) / (above - below), 0, 1)
        return share if sign > 0 else 1 - share

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        _, below, above = self._tails
        z = (values.astype(np.float64) - self.mean) / self.sd
        inside = (values >= self.low) & (values <= self.high)
        log = -0.5 * z**2 - np.log(self.sd * np.sqrt(2 * np.pi) * (above - below))
        return np.where(inside, log, -np.inf)

    def to_document(self) -> Any:
        return {"normal": {"mean": self.mean, "sd": self.sd, "low": self.low, "high": self.high}}


@dataclass(frozen=True)
class TruncatedLogNormal(Continuous):
    """A number whose logarithm is normal around that of `median`, with deviation `sigma`; 0 < low."""

    median: float
    sigma: float
    low: float
    high: float
    depends_on: tuple[str, ...] = ()

    @cached_property
    def _log(self) -> TruncatedNormal:
        return TruncatedNormal(math.log(self.median), self.sigma, math.log(self.low), math.log(self.high))

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = self._log.quantile(u, parents)
        np.exp(found, out=found)
        return np.clip(found, self.low, self.high, out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        numbers = np.clip(values.astype(np.float64), self.low, self.high)
        found = self._log.cdf(np.log(numbers), parents)
        # The logarithms of the ends are rounded: the ends themselves hold all.
        return np.where(numbers >= self.high, 1.0, np.where(numbers <= self.low, 0.0, found))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        numbers = values.astype(np.float64)
        inside = (numbers >= self.low) & (numbers <= self.high)
        logs = np.log(np.where(inside, numbers, self.low))
        held = np.clip(logs, self._log.low, self._log.high)
        return np.where(inside, self._log.log_density(held, parents) - logs, -np.inf)

    def to_document(self) -> Any:
        fields = {"median": self.median, "sigma": self.sigma, "low": self.low, "high": self.high}
        return {"log_normal": fields}
