"""Coverage of a dataset against an operational design domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from scenewright.evidence.coverage.combinations import (
    Combination,
    count_combinations,
    coverage,
    set_difference,
)
from scenewright.evidence.coverage.divergence import jensen_shannon, wasserstein_1
from scenewright.evidence.coverage.exposure import exposure_weighted_coverage, joint_exposure, under_coverage
from scenewright.evidence.coverage.factors import Factor, assign, factors_of, pooled_rows
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.evidence.coverage.report import (
    AttributeCoverage,
    BucketCoverage,
    CoverageReport,
    CoverageView,
    Hole,
)
from scenewright.evidence.coverage.reweight import effective_sample_size, target_weights
from scenewright.evidence.coverage.unseen import estimate_unseen

__all__ = ["compare_coverage", "measure_coverage", "view"]


def measure_coverage(datasets: Any, odd: Any, *, minimum_frames: int = 1) -> CoverageReport:
    """Coverage of a `Dataset`, or of several taken together, against an `Odd`.

    A cell counts as covered from `minimum_frames` on. Scenario constraints take tuples out only when there
    is one scenario.
    """
    members = _members(datasets)
    recipes = [m.manifest.recipe if isinstance(m.manifest.recipe, dict) else {} for m in members]
    strategies = {str(recipe.get("strategy", "")) for recipe in recipes}
    strategy = strategies.pop() if len(strategies) == 1 else "mixed"
    entries = [entry for recipe in recipes for entry in recipe.get("scenarios", [])]
    constraints: list[str] = []
    if len(entries) == 1:
        document = entries[0].get("scenario", entries[0])
        constraints = [c for c in document.get("constraints", []) if isinstance(c, str)]
    scenarios = {s for m in members for s in m.index.column("scenario").to_pylist()}
    factors, infeasible = factors_of(odd), tuple(getattr(odd, "infeasible", ()))
    views = [
        view(
            tuple(f for f in factors if f.realised == realised),
            pooled_rows(members, "measured" if realised else "sample"),
            minimum_frames=minimum_frames,
            infeasible=infeasible,
            constraints=() if realised else constraints,
            strategy=strategy,
            scenarios=len(scenarios),
        )
        for realised in (False, True)
    ]
    return CoverageReport(
        dataset=" + ".join(str(m.manifest.name) for m in members),
        parts=tuple((str(m.manifest.name), str(m.manifest.merkle_root)) for m in members),
        frames=sum(m.index.num_rows for m in members),
        odd=str(odd.name),
        odd_digest=str(odd.digest),
        strategy=strategy,
        minimum_frames=minimum_frames,
        requested=views[0],
        realised=views[1],
    )


def _members(datasets: Any) -> list[Any]:
    return list(datasets) if isinstance(datasets, Sequence) else [datasets]


def compare_coverage(target: Any, source: Any, odd: Any, *, t: int = 2) -> dict[str, float | None]:
    """SDCC_t: what `target` shows and `source` does not, requested and realised apart.

    Each is a `Dataset` or several taken together.
    """
    sides = [_members(side) for side in (target, source)]
    result: dict[str, float | None] = {}
    for name, column, realised in (("requested", "sample", False), ("realised", "measured", True)):
        factors = [f for f in factors_of(odd) if f.realised == realised]
        codes = [_codes(factors, pooled_rows(side, column))[0] for side in sides]
        result[name] = set_difference(codes[0], codes[1], [len(f.buckets) for f in factors], t)
    return result


def view(
    factors: Sequence[Factor],
    rows: pa.Table,
    *,
    minimum_frames: int = 1,
    infeasible: Sequence[str] = (),
    constraints: Sequence[str] = (),
    strategy: str = "",
    scenarios: int = 1,
) -> CoverageView:
    """Coverage of `rows`, whose columns the factors' expressions read."""
    codes, unknown = _codes(factors, rows)
    sizes = [len(f.buckets) for f in factors]
    singles = count_combinations(codes, sizes, 1, feasible_cells(factors, 1, infeasible, constraints))
    pairs = count_combinations(codes, sizes, 2, feasible_cells(factors, 2, infeasible, constraints))
    attributes = tuple(
        _attribute(f, item, codes[:, a], unknown[a], minimum_frames)
        for a, (f, item) in enumerate(zip(factors, singles, strict=True))
    )
    feasible = sum(int(p.feasible.sum()) for p in pairs)
    joint = codes[(codes >= 0).all(axis=1)]
    cells = np.unique(joint, axis=0, return_counts=True)[1] if len(joint) and factors else np.zeros(0, int)
    holes = [h for item in (*singles, *pairs) for h in _holes(factors, item, minimum_frames)]
    return CoverageView(
        attributes=attributes,
        coverage_1=coverage(singles, minimum_frames),
        coverage_2=coverage(pairs, minimum_frames),
        exposure_weighted_1=_mean([_weighted(factors, item, minimum_frames) for item in singles]),
        exposure_weighted_2=_mean([_weighted(factors, item, minimum_frames) for item in pairs]),
        pairs_feasible=feasible,
        pairs_infeasible=sum(p.counts.size for p in pairs) - feasible,
        pairs_covered=sum(int(p.covered(minimum_frames).sum()) for p in pairs),
        holes=tuple(sorted(holes, key=lambda h: (len(h.attributes), -h.exposure, h.attributes, h.buckets))),
        unseen=estimate_unseen(cells, strategy, scenarios),
    )


def _codes(factors: Sequence[Factor], rows: pa.Table) -> tuple[Any, list[int]]:
    assigned = [assign(f, rows) for f in factors]
    if not assigned:
        return np.zeros((rows.num_rows, 0), np.int64), []
    return np.stack([codes for codes, _ in assigned], axis=1), [unknown for _, unknown in assigned]


def _attribute(
    factor: Factor, item: Combination, codes: Any, unknown: int, minimum: int
) -> AttributeCoverage:
    counts = item.counts
    inside = int(counts.sum())
    ratios = under_coverage(factor.exposure, counts)
    buckets = tuple(
        BucketCoverage(
            label=bucket.label,
            count=int(n),
            share=int(n) / inside if inside else 0.0,
            exposure=p,
            ratio=ratio.value,
            ratio_low=ratio.low,
            ratio_high=ratio.high,
            covered=bool(n >= minimum),
            under=ratio.under,
        )
        for bucket, n, p, ratio in zip(factor.buckets, counts.tolist(), factor.exposure, ratios, strict=True)
    )
    return AttributeCoverage(
        name=factor.name,
        unit=factor.unit,
        source=factor.expression,
        inside=inside,
        outside=len(codes) - inside - unknown,
        unknown=unknown,
        buckets=buckets,
        coverage=coverage([item], minimum) or 0.0,
        exposure_weighted=_weighted([factor], Combination((0,), counts, item.feasible), minimum) or 0.0,
        jensen_shannon_bits=jensen_shannon(factor.exposure, counts) if inside else None,
        wasserstein_buckets=wasserstein_1(factor.exposure, counts) if inside and factor.ordered else None,
        effective_sample_size=effective_sample_size(target_weights(codes, factor.exposure)),
    )


def _exposure(factors: Sequence[Factor], item: Combination) -> Any:
    first = factors[item.attributes[0]].exposure
    if len(item.attributes) == 1:
        return np.asarray(first)
    return joint_exposure(first, factors[item.attributes[1]].exposure)


def _weighted(factors: Sequence[Factor], item: Combination, minimum: int) -> float | None:
    return exposure_weighted_coverage(_exposure(factors, item), item.counts, minimum, item.feasible)


def _holes(factors: Sequence[Factor], item: Combination, minimum: int) -> list[Hole]:
    exposure = _exposure(factors, item)
    names = tuple(factors[a].name for a in item.attributes)
    return [
        Hole(
            names,
            tuple(factors[a].buckets[i].label for a, i in zip(item.attributes, cell, strict=True)),
            int(item.counts[cell]),
            float(exposure[cell]),
        )
        for cell in np.ndindex(item.counts.shape)
        if item.feasible[cell] and item.counts[cell] < minimum
    ]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
