"""Counted combinations with what the machine will meet in each of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.combinations import Combination
from scenewright.evidence.coverage.exposure import exposure_weighted_coverage
from scenewright.evidence.coverage.factors import Factor
from scenewright.scenario.odd import cell_exposure, cell_risk

__all__ = ["Cells", "cells_of", "mean_weighted"]


@dataclass(frozen=True, eq=False)
class Cells:
    """One combination; all arrays have the shape of its counts."""

    combination: Combination
    exposure: NDArray[np.float64]
    """P of each cell; sums to 1."""
    risk: NDArray[np.float64]
    """1 where nothing is stated."""

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """P of the feasible cells, as shares of theirs; None when they have none."""
        possible = np.where(self.combination.feasible, self.exposure, 0.0)
        total = float(possible.sum())
        return possible / total if total > 0 else None

    def weighted(self, minimum: int) -> float | None:
        """Exposure-weighted coverage."""
        counts, feasible = self.combination.counts, self.combination.feasible
        return exposure_weighted_coverage(self.exposure, counts, minimum, feasible)


def cells_of(items: Sequence[Combination], factors: Sequence[Factor], odd: Any) -> list[Cells]:
    names = [[factors[a].name for a in item.attributes] for item in items]
    return [
        Cells(item, cell_exposure(odd, name), cell_risk(odd, name))
        for item, name in zip(items, names, strict=True)
    ]


def mean_weighted(items: Sequence[Cells], minimum: int) -> float | None:
    """Exposure-weighted coverage, mean over the combinations that have any feasible exposure."""
    values = [value for item in items if (value := item.weighted(minimum)) is not None]
    return sum(values) / len(values) if values else None
