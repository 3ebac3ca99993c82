"""Coverage of all combinations of t attributes, and how it grew with the number of frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenewright.evidence.coverage.cells import Cells, mean_weighted
from scenewright.evidence.coverage.combinations import coverage
from scenewright.evidence.coverage.counting import Codes, count_prefixes
from scenewright.evidence.coverage.exposure import effective_sample_size_of_cells
from scenewright.evidence.coverage.factors import Factor
from scenewright.evidence.coverage.jackknife import interval_of, jackknife_variance

__all__ = [
    "METHOD",
    "AccumulationPoint",
    "CrossCells",
    "TwayCoverage",
    "accumulate",
    "measure_tway",
    "telling_crosses",
]

METHOD = (
    "95 % normal intervals by the jackknife over frames (Efron and Stein 1981), of coverage in datasets of "
    "this size drawn alike: wide rather than narrow, but too short where all hangs on a few rare cells"
)
POINTS = 14


@dataclass(frozen=True)
class TwayCoverage:
    """Coverage of the cells of every t attributes crossed."""

    t: int
    combinations: int
    """Subsets of t attributes."""
    complete: int
    """Of them, those whose feasible cells are all covered."""
    feasible: int
    """Cells, over all subsets."""
    infeasible: int
    covered: int
    coverage: float | None
    """CC_t: covered of feasible cells."""
    exposure_weighted: float | None
    """Mean over the subsets."""
    low: float | None
    high: float | None
    """95 % interval of the exposure-weighted figure."""
    effective_sample_size: float
    """Median over the subsets, of frames reweighted to the exposure of the subset's cells."""
    effective_sample_size_least: float


@dataclass(frozen=True)
class CrossCells:
    """Two attributes crossed; rows are the buckets of the first."""

    attributes: tuple[str, str]
    buckets: tuple[tuple[str, ...], tuple[str, ...]]
    counts: tuple[tuple[int, ...], ...]
    exposure: tuple[tuple[float, ...], ...]
    feasible: tuple[tuple[bool, ...], ...]
    shortfall: float
    """Sum over cells of risk x max(0, P - Q): without risks, the share of what is met that is lacking."""
    effective_sample_size: float


@dataclass(frozen=True)
class AccumulationPoint:
    """Exposure-weighted coverage by the first frames alone."""

    frames: int
    exposure_weighted: tuple[float | None, ...]
    """For t = 1, 2, ..."""


def measure_tway(t: int, cells: Sequence[Cells], codes: Codes, minimum: int) -> TwayCoverage:
    """`cells` are those of every subset of t attributes, which are the columns of `codes`."""
    items = [c.combination for c in cells]
    feasible = sum(int(item.feasible.sum()) for item in items)
    weighted = mean_weighted(cells, minimum)
    low = high = None
    if weighted is not None:
        low, high = interval_of(weighted, _variance(t, cells, codes, minimum))
    sizes = [effective_sample_size_of_cells(c.exposure, c.combination.counts) for c in cells]
    return TwayCoverage(
        t=t,
        combinations=len(items),
        complete=sum(bool((item.covered(minimum) | ~item.feasible).all()) for item in items),
        feasible=feasible,
        infeasible=sum(item.counts.size for item in items) - feasible,
        covered=sum(int(item.covered(minimum).sum()) for item in items),
        coverage=coverage(items, minimum),
        exposure_weighted=weighted,
        low=low,
        high=high,
        effective_sample_size=float(np.median(sizes)) if sizes else 0.0,
        effective_sample_size_least=min(sizes, default=0.0),
    )


def _variance(t: int, cells: Sequence[Cells], codes: Codes, minimum: int) -> float:
    weights = [c.weights for c in cells]
    known = sum(w is not None for w in weights)
    losses = {}
    for item, weight in zip(cells, weights, strict=True):
        last = item.combination.counts == minimum
        share = np.zeros(last.shape) if weight is None else weight / known
        losses[item.combination.attributes] = np.where(last, share, 0.0)
    sizes = [0] * codes.shape[1]
    for item in cells:
        for a, size in zip(item.combination.attributes, item.combination.counts.shape, strict=True):
            sizes[a] = size
    return jackknife_variance(codes, sizes, t, losses)


def accumulate(
    codes: Codes, sizes: Sequence[int], cells: Mapping[int, Sequence[Cells]], minimum: int
) -> tuple[AccumulationPoint, ...]:
    """Exposure-weighted t-way coverage by the first n frames, at up to 14 n; `cells` are all frames', by t.

    The feasible cells stay those of all frames.
    """
    n = len(codes)
    if n == 0 or not cells:
        return ()
    stops = sorted({round(float(x)) for x in np.geomspace(min(8, n), n, POINTS)})
    points = []
    weights = {t: [c.weights for c in items] for t, items in cells.items()}
    for stop, tables in zip(stops, count_prefixes(codes, sizes, max(cells), stops), strict=True):
        values = []
        for t, items in cells.items():
            shares = [
                float(w[tables[c.combination.attributes] >= minimum].sum())
                for c, w in zip(items, weights[t], strict=True)
                if w is not None
            ]
            values.append(sum(shares) / len(shares) if shares else None)
        points.append(AccumulationPoint(stop, tuple(values)))
    return tuple(points)


def telling_crosses(pairs: Sequence[Cells], factors: Sequence[Factor], most: int) -> tuple[CrossCells, ...]:
    """The `most` pairs with the largest shortfall of the dataset against the target."""
    made = [_cross(item, factors) for item in pairs]
    return tuple(sorted(made, key=lambda c: -round(c.shortfall, 12))[:most])


def _cross(item: Cells, factors: Sequence[Factor]) -> CrossCells:
    first, second = (factors[a] for a in item.combination.attributes)
    counts = item.combination.counts
    share = counts / max(1, int(counts.sum()))
    weights = item.weights
    lacking = np.zeros(counts.shape) if weights is None else np.maximum(weights - share, 0) * item.risk
    labels = tuple(b.label for b in first.buckets), tuple(b.label for b in second.buckets)
    return CrossCells(
        attributes=(first.name, second.name),
        buckets=labels,
        counts=tuple(tuple(row) for row in counts.tolist()),
        exposure=tuple(tuple(row) for row in item.exposure.tolist()),
        feasible=tuple(tuple(row) for row in item.combination.feasible.tolist()),
        shortfall=float(lacking.sum()),
        effective_sample_size=effective_sample_size_of_cells(item.exposure, counts),
    )
