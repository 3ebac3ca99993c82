"""t-way combinatorial coverage: the share of feasible t-tuples of buckets that occur (NIST IR 7878)."""

from __future__ import annotations

from scenewright.evidence.coverage.combinations import count_combinations, coverage
from scenewright.evidence.study.predictors.base import Predictor, Seen

__all__ = ["COVERAGE_1", "COVERAGE_2", "COVERAGE_3"]


def _measure(seen: Seen, t: int) -> float | None:
    sizes = [len(factor.buckets) for factor in seen.factors]
    return coverage(count_combinations(seen.codes, sizes, t), seen.minimum_frames)


COVERAGE_1, COVERAGE_2, COVERAGE_3 = (
    Predictor(
        name=f"coverage_{t}",
        meaning=f"share of {t}-tuples of buckets that the dataset shows",
        expected="positive",
        measure=lambda seen, t=t: _measure(seen, t),  # type: ignore[misc]
    )
    for t in (1, 2, 3)
)
