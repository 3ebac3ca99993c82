"""`{empirical: {values: [...], weights: [...], interpolate: linear}}`: numbers that were seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Continuous, Numbers, Value
from scenewright.scenario.distributions.lookup import Cuts, Options
from scenewright.scenario.distributions.part import Part

__all__ = ["Empirical", "EmpiricalRange"]


@dataclass(frozen=True)
class Empirical:
    """Each number with its weight; ascending, distinct."""

    numbers: tuple[float | int, ...]
    weights: tuple[float, ...]
    depends_on: tuple[str, ...] = ()

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._column.dtype

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        return self._column.take(self._cuts.part_of(u).astype(np.intp, copy=False))

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        up_to = np.append(0.0, self._cuts.ends)
        up_to[-1] = 1.0
        return up_to.take(np.searchsorted(self._column, values, side="right"))

    def mass(self, part: Part, parents: Columns) -> Numbers:
        pairs = zip(self.numbers, self._masses.tolist(), strict=True)
        return np.asarray(math.fsum(mass for number, mass in pairs if part.has(number)))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        with np.errstate(divide="ignore"):
            logs = np.log(np.append(self._masses, 0.0))
        return logs.take(self._known.index_of(values))

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return self._known.index_of(values) < len(self.numbers)

    def values(self) -> tuple[Value, ...]:
        return self.numbers

    def bounds(self) -> tuple[float, float]:
        return float(self.numbers[0]), float(self.numbers[-1])

    def to_document(self) -> Any:
        return {"empirical": {**_fields(self.numbers, self.weights), "interpolate": "none"}}

    @cached_property
    def _column(self) -> Column:
        return np.array(self.numbers)

    @cached_property
    def _masses(self) -> Numbers:
        weights = np.asarray(self.weights, dtype=np.float64)
        return weights / math.fsum(self.weights)

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(np.cumsum(self._masses))

    @cached_property
    def _known(self) -> Options:
        return Options(self.numbers)


@dataclass(frozen=True)
class EmpiricalRange(Continuous):
    """Even between neighbouring numbers, with half the weight of both; ascending, distinct, two or more.

    Of n numbers of equal weight, the quantiles are those of `numpy.quantile` (definition 7 of Hyndman and
    Fan, "Sample quantiles in statistical packages", The American Statistician 50(4), 1996).
    """

    numbers: tuple[float, ...]
    weights: tuple[float, ...]
    depends_on: tuple[str, ...] = ()

    @property
    def low(self) -> float:  # type: ignore[override] # computed, not stored
        return self.numbers[0]

    @property
    def high(self) -> float:  # type: ignore[override] # computed, not stored
        return self.numbers[-1]

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        i = self._cuts.part_of(u).astype(np.intp, copy=False)
        found = (u - self._below.take(i)) * (self._widths / self._shares).take(i)
        found += self._knots.take(i)
        # Rounding may carry the sum past the next number.
        return np.minimum(found, self._knots.take(i + 1), out=found)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        numbers = np.clip(values.astype(np.float64), self.low, self.high)
        i = self._place(numbers)
        inside = (numbers - self._knots.take(i)) * (self._shares / self._widths).take(i)
        return np.where(numbers >= self.high, 1.0, np.clip(self._below.take(i) + inside, 0, 1))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        numbers = values.astype(np.float64)
        logs = np.log(self._shares / self._widths).take(self._place(numbers))
        return np.where((numbers >= self.low) & (numbers <= self.high), logs, -np.inf)

    def to_document(self) -> Any:
        return {"empirical": {**_fields(self.numbers, self.weights), "interpolate": "linear"}}

    def _place(self, numbers: Numbers) -> NDArray[np.intp]:
        """Index of the gap between neighbours that holds each number, shape (n,)."""
        return np.searchsorted(self._knots, numbers, side="right").clip(1, len(self.numbers) - 1) - 1

    @cached_property
    def _knots(self) -> Numbers:
        return np.asarray(self.numbers, dtype=np.float64)

    @cached_property
    def _widths(self) -> Numbers:
        return np.diff(self._knots)

    @cached_property
    def _shares(self) -> Numbers:
        """Probability of each gap, shape (k - 1,)."""
        weights = np.asarray(self.weights, dtype=np.float64)
        pairs = weights[:-1] + weights[1:]
        return pairs / pairs.sum()

    @cached_property
    def _below(self) -> Numbers:
        return np.append(0.0, np.cumsum(self._shares)[:-1])

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(np.cumsum(self._shares))


def _fields(numbers: tuple[float | int, ...], weights: tuple[float, ...]) -> dict[str, Any]:
    """Equal weights are left out."""
    fields: dict[str, Any] = {"values": list(numbers)}
    if any(weight != weights[0] for weight in weights):
        fields["weights"] = list(weights)
    return fields
