"""Exposure-weighted coverage: how much of what the machine will meet lies in cells that occur."""

from __future__ import annotations

from functools import reduce

import numpy as np

from scenewright.evidence.coverage.combinations import count_combinations
from scenewright.evidence.coverage.exposure import exposure_weighted_coverage
from scenewright.evidence.study.predictors.base import Predictor, Seen

__all__ = ["EXPOSURE_WEIGHTED_1", "EXPOSURE_WEIGHTED_2"]


def _measure(seen: Seen, t: int) -> float | None:
    """Mean over t-subsets of factors, exposures taken as independent."""
    sizes = [len(factor.buckets) for factor in seen.factors]
    found = []
    for item in count_combinations(seen.codes, sizes, t):
        exposures = [np.asarray(seen.factors[a].exposure) for a in item.attributes]
        joint = reduce(np.multiply.outer, exposures)
        value = exposure_weighted_coverage(joint, item.counts, seen.minimum_frames, item.feasible)
        if value is not None:
            found.append(value)
    return float(np.mean(found)) if found else None


EXPOSURE_WEIGHTED_1, EXPOSURE_WEIGHTED_2 = (
    Predictor(
        name=f"exposure_weighted_{t}",
        meaning=f"expected exposure of the {t}-tuples of buckets that the dataset shows",
        expected="positive",
        measure=lambda seen, t=t: _measure(seen, t),  # type: ignore[misc]
    )
    for t in (1, 2)
)
