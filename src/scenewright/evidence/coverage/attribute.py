"""One attribute: its buckets, and how far the dataset is from the target."""

from __future__ import annotations

from scenewright.evidence.coverage.cells import Cells
from scenewright.evidence.coverage.combinations import coverage
from scenewright.evidence.coverage.divergence import (
    jensen_shannon,
    population_stability_index,
    wasserstein_1,
)
from scenewright.evidence.coverage.exposure import effective_sample_size_of_cells, under_coverage
from scenewright.evidence.coverage.factors import Factor
from scenewright.evidence.coverage.report import AttributeCoverage, BucketCoverage

__all__ = ["attribute_coverage"]


def attribute_coverage(
    factor: Factor, cells: Cells, frames: int, minimum: int, *, unknown: int, inapplicable: int
) -> AttributeCoverage:
    """`cells` are the attribute's buckets; `frames` is how many there are in all."""
    counts, exposure = cells.combination.counts, cells.exposure
    inside = int(counts.sum())
    ratios = under_coverage(exposure, counts)
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
        for bucket, n, p, ratio in zip(
            factor.buckets, counts.tolist(), exposure.tolist(), ratios, strict=True
        )
    )
    return AttributeCoverage(
        name=factor.name,
        unit=factor.unit,
        source=factor.expression,
        inside=inside,
        outside=frames - inside - unknown - inapplicable,
        unknown=unknown,
        buckets=buckets,
        coverage=coverage([cells.combination], minimum) or 0.0,
        exposure_weighted=cells.weighted(minimum) or 0.0,
        jensen_shannon_bits=jensen_shannon(exposure, counts) if inside else None,
        wasserstein_buckets=wasserstein_1(exposure, counts) if inside and factor.ordered else None,
        effective_sample_size=effective_sample_size_of_cells(exposure, counts),
        population_stability_index=population_stability_index(exposure, counts) if inside else None,
        term=factor.term,
        not_applicable=inapplicable,
    )
