"""`{choice: {a: 0.5, b: 0.5}}` and `{integer: [low, high]}`: discrete values."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Numbers, Value
from scenewright.scenario.distributions.lookup import Cuts, Options
from scenewright.scenario.distributions.part import Part

__all__ = ["Choice", "Integer"]


@dataclass(frozen=True)
class Choice:
    """Values with weights; the weights need not sum to 1."""

    options: tuple[Value, ...]
    weights: tuple[float, ...]
    depends_on: tuple[str, ...] = ()

    def masses(self) -> Numbers:
        weights = np.asarray(self.weights, dtype=np.float64)
        return weights / weights.sum()

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.table.dtype

    @cached_property
    def table(self) -> Column:
        """The options as a column, shape (k,)."""
        return np.array(self.options, dtype=object if self._texts else None)

    @cached_property
    def log_masses(self) -> Numbers:
        """Of each option and, last, of any other value, shape (k + 1,)."""
        with np.errstate(divide="ignore"):
            return np.log(np.append(self.masses(), 0.0))

    def places(self, u: Numbers) -> NDArray[np.intp]:
        """Which of the options the quantile takes, shape (n,)."""
        return self._cuts.part_of(u).astype(np.intp, copy=False)

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        return self.table.take(self.places(u))

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        keys, total = self._ordered
        if self._texts:
            found = np.array([bisect_right(keys, str(value)) for value in values.tolist()], dtype=np.intp)
        else:
            found = np.searchsorted(keys, values, side="right")
        return total.take(found)

    def mass(self, part: Part, parents: Columns) -> Numbers:
        pairs = zip(self.options, self.masses().tolist(), strict=True)
        return np.asarray(math.fsum(mass for option, mass in pairs if part.has(option)))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        return self.log_masses.take(self._known.index_of(values).astype(np.intp, copy=False))

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return ~np.isneginf(self.log_density(values, parents))

    def values(self) -> tuple[Value, ...]:
        return self.options

    def bounds(self) -> tuple[float, float] | None:
        if self._texts:
            return None
        numbers = [float(option) for option in self.options]
        return min(numbers), max(numbers)

    def to_document(self) -> Any:
        return {"choice": dict(zip(self.options, self.weights, strict=True))}

    @cached_property
    def _texts(self) -> bool:
        return any(isinstance(option, str) for option in self.options)

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(np.cumsum(self.masses()))

    @cached_property
    def _known(self) -> Options:
        return Options(self.options)

    @cached_property
    def _ordered(self) -> tuple[list[Any], Numbers]:
        """Options in their own order, and the probability up to each; that of none first, shape (k + 1,)."""
        keys = [str(option) if self._texts else float(option) for option in self.options]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        total = np.append(0.0, np.cumsum(self.masses()[order]))
        total[-1] = 1.0
        return [keys[i] for i in order], total


@dataclass(frozen=True)
class Integer:
    """Uniform over the integers from low to high, both included."""

    low: int
    high: int
    depends_on: tuple[str, ...] = ()

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.int64)

    @property
    def count(self) -> int:
        return self.high - self.low + 1

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        found = u * self.count
        np.floor(found, out=found)
        found += self.low
        np.minimum(found, self.high, out=found)
        return found.astype(np.int64)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        return np.asarray((np.floor(values) - self.low + 1) / self.count, dtype=np.float64).clip(0, 1)

    def mass(self, part: Part, parents: Columns) -> Numbers:
        if part.values:
            return np.asarray(len(self.among(part.values)) / self.count)
        low = math.ceil(max(part.low, self.low))
        high = math.floor(min(part.high, self.high))
        if part.half_open and high == part.high:
            high -= 1
        return np.asarray(max(high - low + 1, 0) / self.count)

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        inside = (values >= self.low) & (values <= self.high)
        if values.dtype.kind not in "biu":
            inside &= values == np.floor(values)
        return np.where(inside, -np.log(self.count), -np.inf)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return ~np.isneginf(self.log_density(values, parents))

    def values(self) -> tuple[Value, ...]:
        return tuple(range(self.low, self.high + 1))

    def bounds(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    def to_document(self) -> Any:
        return {"integer": [self.low, self.high]}

    def among(self, values: Sequence[Value]) -> tuple[int, ...]:
        """Those of `values` that are drawn, ascending, each once."""
        numbers = (value for value in values if not isinstance(value, str))
        some = {int(v) for v in numbers if self.low <= v <= self.high and float(v).is_integer()}
        return tuple(sorted(some))
