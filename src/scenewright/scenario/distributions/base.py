"""What a distribution is: an inverse CDF with a density, over numbers or categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "Columns", "Continuous", "Distribution", "Value", "clean"]

Value = float | int | str | bool
Column = NDArray[Any]
"""Values of one parameter, shape (n,); dtype float64, int64, bool or object (categories)."""
Columns = Mapping[str, Column]


class Distribution(Protocol):
    """A frozen value; `parents` holds the columns of the parameters that it depends on."""

    @property
    def depends_on(self) -> tuple[str, ...]: ...

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        """Values at points `u` of [0, 1), shape (n,)."""
        ...

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
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


class Continuous:
    """What distributions without atoms over the numbers from `low` to `high` have in common."""

    low: float
    high: float

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        return np.zeros(values.shape, dtype=bool)

    def values(self) -> None:
        return None

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


def clean(value: Any) -> Any:
    """A numpy scalar as a plain Python value."""
    return value.item() if isinstance(value, np.generic) else value
