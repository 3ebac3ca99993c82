"""Cells that most reduce the exposure-weighted holes of what is there, one after the other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams
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
        self.subsets = list(combinations(range(len(domain.attributes)), t))
        sizes = np.array(domain.sizes)
        shapes = [sizes[list(some)] for some in self.subsets]
        starts = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
        self.exposure = np.concatenate([_exposure(domain, some) for some in self.subsets])
        # Place of a combination: the start of its subset, and each bucket times the step of its attribute.
        self.steps = np.zeros((len(domain.attributes), len(self.subsets)), np.int64)
        for column, (some, shape) in enumerate(zip(self.subsets, shapes, strict=True)):
            step = 1
            for attribute, size in zip(reversed(some), reversed(shape.tolist()), strict=True):
                self.steps[attribute, column] = step
                step *= size
        self.starts = starts[:-1]
        self.member = self.steps > 0

    def places(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Shape (n, subsets)."""
        return np.asarray(cells @ self.steps + self.starts)

    def gain(self, cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Shape (n,)."""
        return np.asarray(self.exposure[self.places(cells)].sum(axis=1))

    def fill(self, cells: NDArray[np.int64]) -> None:
        whole = np.where(cells >= 0, cells, 0)
        places = self.places(whole)
        if (cells < 0).any():
            places = places[(cells < 0) @ self.member == 0]
        self.exposure[places] = 0

    def likeliest(self) -> Combination | None:
        """The missing combination of the greatest exposure, as attribute and bucket."""
        place = int(self.exposure.argmax())
        if self.exposure[place] <= 0:
            return None
        column = int(np.searchsorted(self.starts, place, side="right")) - 1
        rest, found = place - int(self.starts[column]), []
        for attribute in self.subsets[column]:
            bucket, rest = divmod(rest, int(self.steps[attribute, column]))
            found.append((attribute, bucket))
        return tuple(found)

    def drop(self, combination: Combination) -> None:
        """One that no cell has."""
        column = self.subsets.index(tuple(a for a, _ in combination))
        self.exposure[self.starts[column] + sum(b * self.steps[a, column] for a, b in combination)] = 0


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


def _exposure(domain: Domain, some: tuple[int, ...]) -> NDArray[np.float64]:
    """Probability of each combination of buckets of some attributes, forbidden ones 0, flat."""
    table = domain.marginal(some)
    for buckets in domain.forbidden:
        if {a for a, _ in buckets} <= set(some):
            held = dict(buckets)
            table[tuple(held.get(a, slice(None)) for a in some)] = 0
    return table.ravel()
