"""Which slices are weak beyond chance: exact tests over groups of photos, for all conjunctions there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

__all__ = ["Groups", "adjusted_over", "grouped", "p_weaker"]


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows by group: near duplicates are one observation."""

    members: NDArray[np.int64]
    """Group number of each row, shape (rows,)."""
    count: int
    errors: NDArray[np.float64]
    """Shape (rows,), in 0..1."""

    def lost(self, mask: NDArray[np.bool_]) -> tuple[int, int]:
        """How many groups have a row in `mask`, and in how many of them those rows are mostly wrong."""
        rows = self.members[mask]
        sizes = np.bincount(rows, minlength=self.count)
        wrong = np.bincount(rows, weights=self.errors[mask], minlength=self.count)
        there = sizes > 0
        return int(there.sum()), int((wrong[there] > sizes[there] / 2).sum())


def grouped(errors: NDArray[np.float64], groups: NDArray[np.int64]) -> Groups:
    names, members = np.unique(groups, return_inverse=True)
    return Groups(members.astype(np.int64), len(names), errors)


def p_weaker(groups: Groups, inside: NDArray[np.bool_], outside: NDArray[np.bool_]) -> float:
    """One-sided exact test of Fisher: groups lost inside against outside.

    A group with rows on both sides counts on both, which makes the sides alike and the test only more
    careful.
    """
    n, lost = groups.lost(inside)
    others, lost_there = groups.lost(outside)
    return float(hypergeom.sf(lost - 1, n + others, lost + lost_there, n)) if lost else 1.0


def adjusted_over(p_values: Sequence[float], space: int) -> NDArray[np.float64]:
    """Benjamini-Hochberg over `space` tests, of which those that were not made count as p = 1."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    steps = p[order] * space / np.arange(1, len(p) + 1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1]) if len(p) else steps
    return adjusted
