"""How often the machine will meet each cell, how grave it is there, and coverage weighted by the first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scenewright.proportions import wilson

__all__ = [
    "Ratio",
    "effective_sample_size_of_cells",
    "exposure_weighted_coverage",
    "under_coverage",
]


@dataclass(frozen=True)
class Ratio:
    """Under-coverage of one bucket: r = Q/P with its 95 % interval; None where P is zero."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def under(self) -> bool:
        """The dataset has surely less of it than the target: the whole interval is below 1."""
        return self.high is not None and self.high < 1


def exposure_weighted_coverage(
    exposure: ArrayLike, counts: ArrayLike, minimum: int, feasible: ArrayLike | None = None
) -> float | None:
    """Sum over cells c of P(c) * 1[n_c >= m], P taken over the feasible cells; None when their P is zero."""
    p, n = np.asarray(exposure, np.float64), np.asarray(counts)
    allowed = np.ones(p.shape, np.bool_) if feasible is None else np.asarray(feasible, np.bool_)
    total = float(p[allowed].sum())
    return float(p[allowed & (n >= minimum)].sum()) / total if total > 0 else None


def effective_sample_size_of_cells(exposure: ArrayLike, counts: ArrayLike) -> float:
    """Kish's (sum w)^2 / sum w^2 when each frame is weighted by P/Q of its cell; 0 without frames.

    With n_c frames in cell c it is (sum P)^2 / sum P^2/n_c over the cells that have frames.
    """
    p, n = np.asarray(exposure, np.float64), np.asarray(counts, np.float64)
    seen = n > 0
    square = float((p[seen] ** 2 / n[seen]).sum())
    return float(p[seen].sum()) ** 2 / square if square > 0 else 0.0


def under_coverage(exposure: ArrayLike, counts: ArrayLike) -> tuple[Ratio, ...]:
    """r_c = Q(c)/P(c) of every bucket, with the Wilson interval of Q(c) divided by P(c)."""
    n = np.asarray(counts, np.int64)
    total = int(n.sum())
    ratios = []
    for p, count in zip(np.asarray(exposure, np.float64).tolist(), n.tolist(), strict=True):
        if p <= 0 or total == 0:
            ratios.append(Ratio(None, None, None))
            continue
        low, high = wilson(count, total)
        ratios.append(Ratio(count / total / p, low / p, high / p))
    return tuple(ratios)
