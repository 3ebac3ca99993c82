"""Rank correlation of variants' figures: Spearman's rho, its p value, and the partial one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from scipy.stats import t as student

__all__ = ["Partial", "partial_spearman", "spearman", "spearman_p_value", "spearman_rows"]

Array = NDArray[np.float64]
_FLAT = 1e-9
"""Share of a rank's spread below which a residual is rounding."""


@dataclass(frozen=True)
class Partial:
    """A rank correlation with others held fixed."""

    rho: float
    p: float
    held: int
    """Independent figures that were held fixed."""


def spearman(x: Array, y: Array) -> float | None:
    """Spearman's rho of two columns, shape (n,): Pearson's r of mid-ranks (Spearman 1904).

    None where a column is constant or n < 2.
    """
    if len(x) < 2:
        return None
    rho = float(spearman_rows(x[None], y[None])[0])
    return None if np.isnan(rho) else rho


def spearman_rows(x: Array, y: Array) -> Array:
    """`spearman` of each row, shape (rows, n) to (rows,); NaN where a row is constant."""
    first, second = (ranks - ranks.mean(axis=-1, keepdims=True) for ranks in (_ranks(x), _ranks(y)))
    scale = np.sqrt((first**2).sum(axis=-1) * (second**2).sum(axis=-1))
    product = (first * second).sum(axis=-1)
    return np.clip(np.divide(product, scale, out=np.full(scale.shape, np.nan), where=scale > 0), -1, 1)


def spearman_p_value(rho: float, n: int, *, held: int = 0) -> float:
    """Two-sided p of no relation: t with n - 2 - held degrees of freedom (Kendall and Stuart 1973, 31.19)."""
    free = n - 2 - held
    if free < 1:
        return 1.0
    if abs(rho) >= 1:
        return 0.0
    return float(2 * student.sf(abs(rho) * np.sqrt(free / (1 - rho * rho)), free))


def partial_spearman(x: Array, y: Array, others: Array) -> Partial | None:
    """Rank correlation of x and y with the columns of `others`, shape (n, k), held fixed.

    Pearson's r of what linear regression on the others' ranks leaves of both ranks (Kendall 1942). None where
    the others leave nothing of one of them, or fewer than one degree of freedom.
    """
    n = len(x)
    design = np.column_stack([np.ones(n), _ranks(others.T).T]) if others.size else np.ones((n, 1))
    centred = design[:, 1:] - design[:, 1:].mean(axis=0)
    held = int(np.linalg.matrix_rank(centred)) if others.size else 0
    left = []
    for ranks in (_ranks(x), _ranks(y)):
        residual = ranks - design @ np.linalg.lstsq(design, ranks, rcond=None)[0]
        if np.linalg.norm(residual) <= _FLAT * np.linalg.norm(ranks):
            return None
        left.append(residual / np.linalg.norm(residual))
    if n - 2 - held < 1:
        return None
    rho = float(np.clip(left[0] @ left[1], -1, 1))
    return Partial(rho, spearman_p_value(rho, n, held=held), held)


def _ranks(values: Array) -> Array:
    """Mid-ranks along the last axis."""
    return np.asarray(rankdata(values, axis=-1), np.float64)
