"""2D boxes: x_min, y_min, x_max, y_max in crop pixels, max exclusive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["modal_box"]


def modal_box(visible: NDArray[np.bool_]) -> list[int] | None:
    """Tightest box around the visible pixels of a mask, shape (h, w); None when there are none."""
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    if not len(rows):
        return None
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]
