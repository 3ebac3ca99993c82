"""`{von_mises: {mean, kappa, low, high}}`: an angle around a mean direction, wrapped into a window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers
from scenewright.scenario.distributions.lookup import Cuts

__all__ = ["VonMises"]

_CELLS = 2048
_STEPS = 3
_AT_ONCE = 2048
"""Values whose terms stay near the processor."""


@dataclass(frozen=True)
class VonMises(Continuous):
    """Density `exp(kappa cos(angle - mean))` over `[low, high)`, at most one turn wide; nothing elsewhere.

    Angles, `mean` among them, are equal where they differ by whole turns (Mardia and Jupp, "Directional
    Statistics", 2000, 3.5.4). A window of less than a turn truncates. The integral has no closed form: it is
    taken by Gauss-Legendre quadrature over each of 2048 cells. 4 points leave rounding alone where the
    density changes by less than a tenth within a cell, 10 points where by less than a factor of e^4 (kappa
    of 1000).
    """

    mean: float
    kappa: float
    low: float
    high: float
    turn: float
    """360 where angles are in degrees, 2 pi where they are in radians."""
    depends_on: tuple[str, ...] = ()

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        """From the straight line within the point's cell, by Newton's method held to the cell."""
        found = np.empty(len(u))
        for first in range(0, len(u), _AT_ONCE):
            found[first : first + _AT_ONCE] = self._some(u[first : first + _AT_ONCE])
        return np.clip(found, self.low, np.nextafter(self.high, self.low))

    def _some(self, u: Numbers) -> Numbers:
        cell = self._cuts.part_of(u)
        below, share = self._below.take(cell), self._shares.take(cell)
        start = np.asarray(self.low + self._cell * cell, dtype=np.float64)
        wanted = u - below
        within: Numbers = self._cell * np.divide(wanted, share, out=np.zeros_like(wanted), where=share > 0)
        for _ in range(_STEPS):
            error = self._integral(start, within) - wanted
            slope = self._density(start + within)
            step = np.divide(error, slope, out=np.zeros_like(error), where=slope > 0)
            within = np.clip(within - step, 0, self._cell)
        return start + within

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        numbers = np.clip(values.astype(np.float64), self.low, self.high)
        cell = np.minimum(((numbers - self.low) / self._cell).astype(np.intp), _CELLS - 1)
        start = self.low + self._cell * cell
        found = self._below.take(cell) + self._integral(start, numbers - start)
        return np.where(numbers >= self.high, 1.0, np.clip(found, 0, 1))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        numbers = values.astype(np.float64)
        inside = (numbers >= self.low) & (numbers <= self.high)
        log = self.kappa * (np.cos(self._radians(numbers)) - self._peak) - math.log(self._total)
        return np.where(inside, log, -np.inf)

    def to_document(self) -> Any:
        fields = {"mean": self.mean, "kappa": self.kappa, "low": self.low, "high": self.high}
        return {"von_mises": fields}

    @property
    def _cell(self) -> float:
        """Width of a cell of the window, in the parameter's unit."""
        return (self.high - self.low) / _CELLS

    @cached_property
    def _rule(self) -> tuple[Numbers, Numbers]:
        """Nodes and weights over [-1, 1]."""
        few = self.kappa * self._cell * 2 * math.pi / self.turn < 0.1
        return np.polynomial.legendre.leggauss(4 if few else 10)

    @cached_property
    def _peak(self) -> float:
        """The greatest cosine within the window: densities are taken beside the one there."""
        first = self._radians(np.array([self.low]))[0]
        width = (self.high - self.low) * 2 * math.pi / self.turn
        whole_turns = math.ceil(first / (2 * math.pi) - 1e-12) * 2 * math.pi
        return 1.0 if whole_turns <= first + width else max(math.cos(first), math.cos(first + width))

    @cached_property
    def _masses(self) -> Numbers:
        """Integral of `exp(kappa (cos - peak))` over each cell, shape (cells,)."""
        start = self.low + self._cell * np.arange(_CELLS)
        nodes, weights = self._rule
        at = start[:, None] + self._cell * (nodes + 1) / 2
        logs = self.kappa * (np.cos(self._radians(at)) - self._peak)
        return np.asarray(np.exp(logs) @ weights * self._cell / 2)

    @cached_property
    def _total(self) -> float:
        return math.fsum(self._masses)

    @cached_property
    def _shares(self) -> Numbers:
        return self._masses / self._total

    @cached_property
    def _below(self) -> Numbers:
        return np.append(0.0, np.cumsum(self._shares)[:-1])

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(np.cumsum(self._shares))

    def _radians(self, angles: Numbers) -> Numbers:
        """From the mean direction."""
        return (angles - self.mean) * (2 * math.pi / self.turn)

    def _density(self, angles: Numbers) -> Numbers:
        return np.exp(self.kappa * (np.cos(self._radians(angles)) - self._peak)) / self._total

    def _integral(self, start: Numbers, width: Numbers) -> Numbers:
        """Probability from `start` on, shape (n,)."""
        total = np.zeros_like(start)
        for node, weight in zip(*(part.tolist() for part in self._rule), strict=True):
            total += weight * self._density(start + width * ((node + 1) / 2))
        return total * width / 2
