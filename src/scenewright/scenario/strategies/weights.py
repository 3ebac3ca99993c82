"""How much each sample of a design counts, so that together they stand for what the design's base draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.strategies.design import Design

__all__ = ["Weights", "importance_weights"]


@dataclass(frozen=True, eq=False)
class Weights:
    """Of all samples of a design."""

    values: NDArray[np.float64]
    """Base density by the density that the samples were drawn with, shape (n,)."""
    strata: NDArray[np.int64]
    """0 for samples of the base, 1 for those of rows, shape (n,)."""
    whole: bool
    """Whether samples can lie wherever the base can: else they stand for the rows' cells alone."""
    relative_error: float
    """Standard error of the cells' probabilities where they were found by drawing, relative."""

    @property
    def effective_sample_size(self) -> float:
        """(sum w)^2 / sum w^2 (Kish 1965)."""
        square = float((self.values**2).sum())
        return float(self.values.sum()) ** 2 / square if square else 0.0


def importance_weights(design: Design, codes: NDArray[np.int64]) -> Weights:
    """Weights of the samples 0 to n - 1 of a design, which lie in cells `codes`, shape (n, attributes).

    The balance heuristic with the numbers of samples that were really drawn for each row (Veach and Guibas,
    SIGGRAPH 1995; Owen and Zhou, JASA 95 (2000), deterministic mixture): inside a cell all components have
    the base's density, renormalised, so that w = N / (n_base + n_cell / P_cell).
    """
    n = len(codes)
    rows = design.row_of(np.arange(n))
    of_base = int((rows < 0).sum())
    drawn: dict[tuple[int, ...], float] = {}
    for number, count in zip(*np.unique(rows[rows >= 0], return_counts=True), strict=True):
        cell, probability = design.rows[number], design.row_probability[number]
        # A cell that the base never draws has the weight 0.
        drawn[cell] = drawn.get(cell, 0.0) + (float(count) / probability if probability else np.inf)
    further = np.array([drawn.get(tuple(cell), 0.0) for cell in codes.tolist()])
    density = (of_base + further) / n
    values = np.divide(1.0, density, out=np.zeros(n), where=density > 0)
    return Weights(values, (rows >= 0).astype(np.int64), of_base > 0, design.row_probability_error)
