"""How often the machine will meet each cell, how grave it is there, and coverage weighted by the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenewright.evidence.coverage.interval import wilson

__all__ = [
    "Ratio",
    "cell_exposure",
    "cell_risk",
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


def cell_exposure(odd: Any, names: Sequence[str]) -> NDArray[np.float64]:
    """P of each cell of the named attributes, shape: their numbers of buckets; sums to 1.

    The attributes are taken as independent; one without exposure is uniform over its buckets.
    """
    return _crossed([_marginal(_attribute(odd, name)) for name in names])


def cell_risk(odd: Any, names: Sequence[str]) -> NDArray[np.float64]:
    """Risk of each cell: the product of the buckets' risks (1 where none is stated), shape as of exposure."""
    chosen = [_attribute(odd, name) for name in names]
    risks: list[Mapping[str, float]] = [getattr(a, "risk", None) or {} for a in chosen]
    return _crossed(
        [
            np.array([float(r.get(b.label, 1.0)) for b in a.buckets])
            for a, r in zip(chosen, risks, strict=True)
        ]
    )


def _attribute(odd: Any, name: str) -> Any:
    return next(a for a in odd.attributes if a.name == name)


def _marginal(attribute: Any) -> NDArray[np.float64]:
    stated = dict(attribute.exposure or {})
    p = np.array([float(stated.get(b.label, 0.0)) for b in attribute.buckets])
    return p / p.sum() if p.sum() > 0 else np.full(len(p), 1 / len(p))


def _crossed(marginals: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.asarray(reduce(np.multiply.outer, marginals), np.float64)


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
