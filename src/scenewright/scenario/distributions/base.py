"""What a distribution is: an inverse CDF with a density, over numbers or categories."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.part import Part

__all__ = ["Column", "Columns", "Continuous", "Distribution", "Numbers", "Value", "clean"]

Value = float | int | str | bool
Numbers = NDArray[np.float64]
Column = NDArray[Any]
"""Values of one parameter, shape (n,); dtype float64, int64, bool or object (categories)."""
Columns = Mapping[str, Column]


class Distribution(Protocol):
    """A frozen value; `parents` holds the columns of the parameters that it depends on."""

    @property
    def depends_on(self) -> tuple[str, ...]: ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the columns that `quantile` gives, whatever the points are."""
        ...

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        """Values at points `u` of [0, 1), shape (n,)."""
        ...

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        """Probability of a value of at most each of `values`, shape (n,); texts in alphabetical order."""
        ...

    def mass(self, part: Part, parents: Columns) -> Numbers:
        """Probability of a value in `part`: shape (n,) where it depends on parents, else ()."""
        ...

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        """Natural log of the density (numbers) or mass (categories, integers, constants), shape (n,)."""
        ...

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        """Where a single value has a probability above 0: there, the log density is that of the mass."""
        ...

    def values(self) -> tuple[Value, ...] | None:
        """The values of a discrete distribution; None for a continuous one."""
        ...

    def bounds(self) -> tuple[float, float] | None:
        """Least and greatest number; None when the values are not numbers."""
        ...

    def to_document(self) -> Any: ...


class Continuous(ABC):
    """What distributions without atoms over the numbers from `low` to `high` have in common.

    Their quantile rises, and is the inverse of their CDF.
    """

    low: float
    high: float
    depends_on: tuple[str, ...]

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.float64)

    @abstractmethod
    def quantile(self, u: Numbers, parents: Columns) -> Column: ...

    @abstractmethod
    def cdf(self, values: Column, parents: Columns) -> Numbers: ...

    @abstractmethod
    def log_density(self, values: Column, parents: Columns) -> Numbers: ...

    @abstractmethod
    def to_document(self) -> Any: ...

    def mass(self, part: Part, parents: Columns) -> Numbers:
        low, high = max(part.low, self.low), min(part.high, self.high)
        if part.values or low >= high:
            return np.zeros(())
        below, above = self.cdf(np.array([low, high]), parents)
        return np.asarray(above - below)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return np.zeros(values.shape, dtype=bool)

    def values(self) -> None:
        return None

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


def clean(value: Any) -> Any:
    """A numpy scalar as a plain Python value."""
    return value.item() if isinstance(value, np.generic) else value
