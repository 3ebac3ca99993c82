"""t-way combinatorial coverage (NIST IR 7878): which tuples of buckets occur, and how often.

Frames are given as codes: shape (n_frames, n_attributes), int, the bucket of each attribute; -1 where the
value is unknown or outside every bucket. `sizes[a]` is the number of buckets of attribute `a`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.counting import Codes, Tables, count_tables

__all__ = ["Combination", "combinations_of", "count_combinations", "coverage", "set_difference"]


@dataclass(frozen=True)
class Combination:
    """The cells of t attributes crossed."""

    attributes: tuple[int, ...]
    """Columns of the codes."""
    counts: NDArray[np.int64]
    """Frames in each cell, shape `sizes` of the attributes."""
    feasible: NDArray[np.bool_]
    """Cells that can occur at all, same shape."""

    def covered(self, minimum: int = 1) -> NDArray[np.bool_]:
        """Feasible cells with at least `minimum` frames."""
        return self.feasible & (self.counts >= minimum)


def count_combinations(
    codes: Codes,
    sizes: Sequence[int],
    t: int,
    feasible: Mapping[tuple[int, ...], NDArray[np.bool_]] | None = None,
) -> list[Combination]:
    """Every t-subset of the attributes with its cell counts; a frame with a -1 in the subset is left out."""
    return combinations_of(count_tables(codes, sizes, t), t, feasible) if t <= len(sizes) else []


def combinations_of(
    tables: Tables, t: int, feasible: Mapping[tuple[int, ...], NDArray[np.bool_]] | None = None
) -> list[Combination]:
    """Those of t attributes among counted tables.

    A cell that was declared infeasible and yet has frames counts as feasible: what was seen is possible.
    """
    result = []
    for subset, counts in tables.items():
        if len(subset) == t:
            allowed = (feasible or {}).get(subset, np.ones(counts.shape, np.bool_))
            result.append(Combination(subset, counts, allowed | (counts > 0)))
    return result


def coverage(items: Sequence[Combination], minimum: int = 1) -> float | None:
    """CC_t = covered feasible t-tuples / all feasible t-tuples; None when there is no feasible tuple."""
    total = sum(int(item.feasible.sum()) for item in items)
    return sum(int(item.covered(minimum).sum()) for item in items) / total if total else None


def set_difference(target: Sequence[Combination], source: Sequence[Combination]) -> float | None:
    """SDCC_t(T \\ S): the share of the target's t-tuples that the source never shows (Lanus et al. 2021).

    Both are of the same subsets, in the same order. None when the target has no tuple.
    """
    wanted = missing = 0
    for of_target, of_source in zip(target, source, strict=True):
        present = of_target.counts > 0
        wanted += int(present.sum())
        missing += int((present & (of_source.counts == 0)).sum())
    return missing / wanted if wanted else None
