"""Two datasets side by side: tuples that one shows and the other does not, and how their shares differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.combinations import combinations_of, set_difference
from scenewright.evidence.coverage.counting import Codes, count_tables
from scenewright.evidence.coverage.divergence import (
    jensen_shannon,
    population_stability_index,
    wasserstein_1,
)
from scenewright.evidence.coverage.factors import Factor

__all__ = ["AttributeDifference", "Comparison", "SetDifference", "compare_codes"]


@dataclass(frozen=True)
class SetDifference:
    """SDCC_t both ways (Lanus et al. 2021); None where a side has no tuple."""

    view: str
    """`requested` or `realised`."""
    t: int
    missing_in_other: float | None
    """Of this dataset's t-tuples, the share that the other never shows."""
    missing_here: float | None
    """Of the other's, the share that this one never shows."""


@dataclass(frozen=True)
class AttributeDifference:
    """This dataset's shares of an attribute's buckets against the other's."""

    view: str
    name: str
    jensen_shannon_bits: float | None
    """None where one of them has no frame inside the buckets."""
    wasserstein_buckets: float | None
    population_stability_index: float | None


@dataclass(frozen=True)
class Comparison:
    """With another dataset."""

    dataset: str
    parts: tuple[tuple[str, str], ...]
    """Name and Merkle root of each dataset that it consists of."""
    frames: int
    set_differences: tuple[SetDifference, ...]
    attributes: tuple[AttributeDifference, ...]


def compare_codes(
    factors: Sequence[Factor], here: Codes, other: Codes, *, view: str, t: int
) -> tuple[tuple[SetDifference, ...], tuple[AttributeDifference, ...]]:
    """For 1 to t attributes crossed; the columns of the codes are the factors."""
    if not factors:
        return (), ()
    sizes = [len(f.buckets) for f in factors]
    t = min(t, len(factors))
    mine, theirs = count_tables(here, sizes, t), count_tables(other, sizes, t)
    differences = []
    for size in range(1, t + 1):
        ours, others = combinations_of(mine, size), combinations_of(theirs, size)
        both = set_difference(ours, others), set_difference(others, ours)
        differences.append(SetDifference(view, size, *both))
    attributes = [_difference(view, f, mine[(a,)], theirs[(a,)]) for a, f in enumerate(factors)]
    return tuple(differences), tuple(attributes)


def _difference(
    view: str, factor: Factor, ours: NDArray[np.int64], others: NDArray[np.int64]
) -> AttributeDifference:
    if not ours.sum() or not others.sum():
        return AttributeDifference(view, factor.name, None, None, None)
    return AttributeDifference(
        view,
        factor.name,
        jensen_shannon(others, ours),
        wasserstein_1(others, ours) if factor.ordered else None,
        population_stability_index(others, ours),
    )
