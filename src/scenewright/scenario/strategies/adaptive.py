"""Cells that most reduce the exposure-weighted holes of what is there, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams
from scenewright.scenario.covering.cells import cells_of
from scenewright.scenario.domain import Domain

__all__ = ["adaptive_rows"]

Combination = tuple[tuple[int, int], ...]
"""Attribute and bucket, pairwise."""
_CANDIDATES = 64
_SWEEPS = 2


def adaptive_rows(
    domain: Domain,
    *,
    t: int,
    count: int,
    seed: str,
    existing: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """At most `count` cells, shape (rows, attributes); fewer when every combination is there.

    The gain of a cell is the exposure of the combinations of `t` buckets in it that neither `existing`
    samples (n, attributes), -1 outside, nor earlier rows have. Each row is built around the likeliest
    missing combination: of some cells drawn by exposure that have it, the best is improved bucket by bucket.
    Raises `InputError` for too many combinations.
    """
    holes = _Holes(domain, min(t, len(domain.sizes)))
    if existing is not None and len(existing):
        holes.fill(existing)
    rows: list[NDArray[np.int64]] = []
    streams = Streams("adaptive", seed)
    while len(rows) < count and (start := holes.likeliest()):
        cell = _best(domain, holes, start, streams.generator(f"row/{len(rows)}"))
        if cell is None:
            holes.drop(start)
        else:
            holes.fill(cell[None])
            rows.append(cell)
    return np.array(rows, np.int64).reshape(-1, len(domain.attributes))


class _Holes:
    """Exposure of each combination of buckets that is not there yet; 0 where it is."""

    def __init__(self, domain: Domain, t: int) -> None:
        self.cells = cells_of(domain.sizes, t)
        self.exposure = np.zeros(self.cells.count)
        for number, some in enumerate(self.cells.combinations.tolist()):
            table = domain.allowed_marginal(some)
            self.cells.block(self.exposure, number)[tuple(map(slice, table.shape))] = table

    def gain(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Shape (n,)."""
        return np.asarray(self.exposure[self.cells.at(rows)].sum(axis=1))

    def fill(self, rows: NDArray[np.int64]) -> None:
        self.cells.mark(self.exposure, rows, 0)

    def likeliest(self) -> Combination | None:
        """The missing combination of the greatest exposure."""
        place = int(self.exposure.argmax())
        return self.cells.tuple_at(place) if self.exposure[place] > 0 else None

    def drop(self, combination: Combination) -> None:
        """One that no cell has."""
        row = self.cells.sizes.copy()
        for attribute, bucket in combination:
            row[attribute] = bucket
        self.exposure[self.cells.at(row[None])] = 0


def _best(
    domain: Domain, holes: _Holes, start: Combination, rng: np.random.Generator
) -> NDArray[np.int64] | None:
    """An allowed cell with the combination `start`; None when none of many has it."""
    for candidates in (_CANDIDATES, 100 * _CANDIDATES):
        cells = domain.cells(rng.random((candidates, len(domain.groups))))
        for attribute, bucket in start:
            cells[:, attribute] = bucket
        cells = cells[domain.allowed(cells)]
        if len(cells):
            return _improved(domain, holes, cells[int(holes.gain(cells).argmax())])
    return None


def _improved(domain: Domain, holes: _Holes, cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cell after its buckets were changed, one attribute at a time, as long as that gains."""
    best = float(holes.gain(cell[None])[0])
    for _ in range(_SWEEPS):
        before = best
        for attribute, size in enumerate(domain.sizes):
            options = np.repeat(cell[None], size, axis=0)
            options[:, attribute] = np.arange(size)
            gains = np.where(domain.allowed(options), holes.gain(options), -1.0)
            if gains.max() > best:
                best, cell = float(gains.max()), options[int(gains.argmax())]
        if best == before:
            break
    return cell
