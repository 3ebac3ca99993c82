"""How much nearer to photos that were not fitted to the fitted scenario is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.calibration.energy import distance_change, energy_distance, unbiased_energy_distance
from scenewright.evidence.calibration.frames import Seen
from scenewright.evidence.calibration.image_statistics import STATISTICS
from scenewright.evidence.calibration.photos import PhotoSet
from scenewright.evidence.calibration.report import Distances, StatisticRow
from scenewright.evidence.calibration.weights import Weighted

__all__ = ["Judged", "distances", "statistic_rows"]


@dataclass(frozen=True, eq=False)
class Judged:
    """Photos, which of them were fitted to, and frames of the scenario as it was and as it is."""

    photos: PhotoSet
    is_fitted: NDArray[np.bool_]
    """Shape (photos,); the others judge."""
    unit: NDArray[np.float64]
    """What counts as 1 of each statistic, shape (statistics,)."""
    before: Seen
    weighted: Weighted
    """Weights of the frames `before`."""
    after: Seen


def distances(judged: Judged, generator: np.random.Generator) -> Distances:
    """Energy distances of the frames to both halves of the photos."""
    photos, before = judged.photos.statistics / judged.unit, judged.before.statistics / judged.unit
    after, fit, held = judged.after.statistics / judged.unit, photos[judged.is_fitted], ~judged.is_fitted
    return Distances(
        fit_before=energy_distance(before, fit),
        fit_weighted=energy_distance(before, fit, judged.weighted.weights),
        held_before=unbiased_energy_distance(before, photos[held]),
        held_after=unbiased_energy_distance(after, photos[held]),
        nearer_by=distance_change(before, after, photos[held], judged.photos.groups[held], generator),
    )


def statistic_rows(judged: Judged) -> tuple[StatisticRow, ...]:
    """Medians of each statistic, and whether that of the photos lies beyond every frame `before`."""
    rows = []
    for i, name in enumerate(STATISTICS):
        middle = float(np.median(judged.photos.statistics[:, i]))
        column = judged.before.statistics[:, i]
        least, greatest = float(column.min()), float(column.max())
        rows.append(
            StatisticRow(
                name=name,
                photos=middle,
                before=float(np.median(column)),
                after=float(np.median(judged.after.statistics[:, i])),
                least=least,
                greatest=greatest,
                out_of_reach=bool(max(least - middle, middle - greatest) > 0.5 * judged.unit[i]),
            )
        )
    return tuple(rows)
