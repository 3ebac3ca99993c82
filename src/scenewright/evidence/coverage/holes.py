"""Holes: feasible cells with too few frames, ranked by how much is lost in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.cells import Cells
from scenewright.evidence.coverage.factors import Factor

__all__ = ["Hole", "ranked_holes"]


@dataclass(frozen=True)
class Hole:
    """A feasible cell with too few frames."""

    attributes: tuple[str, ...]
    buckets: tuple[str, ...]
    count: int
    exposure: float
    risk: float = 1.0
    """Product of the buckets' risks."""


def ranked_holes(
    cells: Sequence[Cells], factors: Sequence[Factor], minimum: int, most: int
) -> tuple[tuple[Hole, ...], int]:
    """The first `most` holes by exposure x risk, and how many there are in all.

    `cells` are those of 1, 2, ... attributes, smaller ones first. Where a bucket is a hole, each pair with
    it is one too: only holes are given that no smaller one implies.
    """
    found: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    flat: list[NDArray[np.intp]] = []
    rank: list[NDArray[np.float64]] = []
    place: list[NDArray[np.intp]] = []
    for number, item in enumerate(cells):
        subset, counts = item.combination.attributes, item.combination.counts
        hole = item.combination.feasible & (counts < minimum)
        found[subset] = hole
        implied = np.zeros(counts.shape, np.bool_)
        for part in combinations(subset, len(subset) - 1):
            if part in found:
                shape = [n if a in part else 1 for a, n in zip(subset, counts.shape, strict=True)]
                implied |= found[part].reshape(shape)
        own = np.flatnonzero(hole & ~implied)
        flat.append(own)
        rank.append((item.exposure * item.risk).ravel()[own])
        place.append(np.full(len(own), number))
    if not flat:
        return (), 0
    ranks, numbers, at = np.concatenate(rank), np.concatenate(place), np.concatenate(flat)
    # Ties go to smaller combinations, then by the order of the document.
    order = np.lexsort((at, numbers, -np.round(ranks, 12)))[:most]
    return tuple(_hole(cells[numbers[i]], int(at[i]), factors) for i in order), len(at)


def _hole(item: Cells, at: int, factors: Sequence[Factor]) -> Hole:
    cell = tuple(int(i) for i in np.unravel_index(at, item.combination.counts.shape))
    chosen = [factors[a] for a in item.combination.attributes]
    return Hole(
        tuple(f.name for f in chosen),
        tuple(f.buckets[i].label for f, i in zip(chosen, cell, strict=True)),
        int(item.combination.counts[cell]),
        float(item.exposure[cell]),
        float(item.risk[cell]),
    )
