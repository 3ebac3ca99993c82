"""Points of the unit cube: where samples lie."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Points"]


class Points(Protocol):
    """One point an index, a function of the index alone."""

    def column(self, name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        """Coordinates along one parameter at `indices`, shape (n,), in [0, 1)."""
        ...
