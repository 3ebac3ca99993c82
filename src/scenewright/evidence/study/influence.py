"""How much of a rank correlation hangs on one variant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.study.rank_correlation import spearman_rows

__all__ = ["leave_one_out"]


def leave_one_out(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spearman's rho without each of the n variants, shape (n,); NaN where the others have one value."""
    n = len(x)
    kept = np.array([[i for i in range(n) if i != left_out] for left_out in range(n)])
    return spearman_rows(x[kept], y[kept])
