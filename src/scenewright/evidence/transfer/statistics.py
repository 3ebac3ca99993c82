"""Statistics of paired seeds and of counts: sign-flip test, Benjamini-Hochberg."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "adjust_p_values",
    "sign_flip_p_value",
]


def sign_flip_p_value(differences: NDArray[np.float64]) -> float:
    """Two-sided exact sign-flip p of paired differences, shape (n,), n <= 16. At least 2 / 2^n."""
    signs = np.array(list(product((1.0, -1.0), repeat=len(differences))))
    flipped = np.abs(signs @ differences)
    return float((flipped >= abs(differences.sum()) - 1e-12).mean())


def adjust_p_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg adjusted p values (Benjamini and Hochberg 1995), in the order given."""
    p = np.asarray(p_values, dtype=float)
    if not p.size:
        return []
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * len(p) / ranks))
    return [float(x) for x in adjusted]
