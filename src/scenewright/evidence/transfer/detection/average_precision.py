"""COCO's average precision, with a weight for each image, so that images can be resampled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.matching import Matches

__all__ = ["average_precision"]

_RECALLS = np.linspace(0.0, 1.0, 101)


def average_precision(
    matches: Matches, weights: NDArray[np.float64], thresholds: slice
) -> NDArray[np.float64]:
    """AP of one class, mean over the IoU thresholds, for each row of `weights` (rows, images).

    Precision made monotone and read at 101 recalls (COCOeval, Lin et al. 2014); NaN where no object has any
    weight. An image of weight 2 counts as two like it.
    """
    objects = weights @ matches.objects
    result = np.full(len(weights), np.nan)
    rows = np.nonzero(objects > 0)[0]
    steps = range(*thresholds.indices(len(matches.hits)))
    total = np.zeros(len(rows))
    for step in steps:
        kept = matches.kept[step]
        hits, images = matches.hits[step][kept], matches.images[kept]
        for place, row in enumerate(rows):
            weight = weights[row, images]
            right = np.cumsum(weight * hits)
            said = np.cumsum(weight)
            total[place] += _area(right, said, objects[row])
    result[rows] = total / len(steps)
    return result


def _area(right: NDArray[np.float64], said: NDArray[np.float64], objects: float) -> float:
    if not len(right) or said[-1] <= 0:
        return 0.0
    precision = right / np.maximum(said, 1e-12)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    # Recall in whole numbers of objects: rounding must not decide whether a recall was reached.
    places = np.searchsorted(right / objects + 1e-12, _RECALLS, side="left")
    reached = places < len(best)
    return float(best[places[reached]].sum() / len(_RECALLS))
