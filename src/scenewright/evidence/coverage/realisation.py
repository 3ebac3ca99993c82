"""What was requested against what the pixels show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenewright.evidence.coverage.combinations import Combination, count_combinations
from scenewright.evidence.coverage.factors import Assigned, Factor
from scenewright.proportions import wilson

__all__ = ["Association", "Confusion", "Realisation", "compare_realised", "cramers_v"]


@dataclass(frozen=True)
class Association:
    """How closely a requested attribute's bucket goes with a measured one's."""

    requested: str
    realised: str
    frames: int
    """Inside the buckets of both."""
    cramers_v: float | None
    """0 (unrelated) to 1 (one tells the other), bias-corrected; None where one of them does not vary."""


@dataclass(frozen=True)
class Confusion:
    """Buckets requested against buckets measured, of two attributes with the same term."""

    term: str
    requested: str
    realised: str
    requested_buckets: tuple[str, ...]
    realised_buckets: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """Frames; a row is a requested bucket."""
    agreement: float | None
    """Share of frames in buckets of the same label; None where the labels are not the same."""
    low: float | None
    high: float | None
    """95 % Wilson interval."""


@dataclass(frozen=True)
class Realisation:
    """Of every requested attribute."""

    strongest: tuple[Association, ...]
    """With the measured attribute that goes with it most closely."""
    confusions: tuple[Confusion, ...]


def compare_realised(
    requested: Sequence[Factor], asked: Assigned, realised: Sequence[Factor], seen: Assigned
) -> Realisation | None:
    """None when one of the sides has no attribute."""
    if not requested or not realised:
        return None
    codes = np.asfortranarray(np.hstack([asked.codes, seen.codes]))
    factors, count = [*requested, *realised], len(requested)
    pairs = [p for p in count_combinations(codes, [len(f.buckets) for f in factors], 2)
             if p.attributes[0] < count <= p.attributes[1]]  # fmt: skip
    strongest = []
    for a in range(count):
        own = [_association(factors, p) for p in pairs if p.attributes[0] == a]
        strongest.append(max(own, key=lambda found: -1.0 if found.cramers_v is None else found.cramers_v))
    confusions = [
        _confusion(requested[p.attributes[0]], realised[p.attributes[1] - count], p.counts)
        for p in pairs
        if factors[p.attributes[0]].term and factors[p.attributes[0]].term == factors[p.attributes[1]].term
    ]
    return Realisation(tuple(strongest), tuple(confusions))


def cramers_v(counts: ArrayLike) -> float | None:
    """Cramér's V of a table of counts with Bergsma's (2013) correction for bias; None if it has one row."""
    table = np.asarray(counts, np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (rows, columns) = float(table.sum()), table.shape
    if min(rows, columns) < 2 or n < 2:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi = float(((table - expected) ** 2 / expected).sum()) / n
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return min(1.0, math.sqrt(phi / least)) if least > 0 else None


def _association(factors: Sequence[Factor], pair: Combination) -> Association:
    names = [factors[a].name for a in pair.attributes]
    return Association(names[0], names[1], int(pair.counts.sum()), cramers_v(pair.counts))


def _confusion(requested: Factor, realised: Factor, counts: NDArray[np.int64]) -> Confusion:
    asked, seen = ([b.label for b in f.buckets] for f in (requested, realised))
    n, agreement, low, high = int(counts.sum()), None, None, None
    if set(asked) == set(seen) and n:
        same = sum(int(counts[i, seen.index(label)]) for i, label in enumerate(asked))
        agreement, (low, high) = same / n, wilson(same, n)
    return Confusion(
        term=requested.term,
        requested=requested.name,
        realised=realised.name,
        requested_buckets=tuple(asked),
        realised_buckets=tuple(seen),
        counts=tuple(tuple(row) for row in counts.tolist()),
        agreement=agreement,
        low=low,
        high=high,
    )
