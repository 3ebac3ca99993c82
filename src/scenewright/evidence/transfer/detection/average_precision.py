"""COCO's average precision, with a weight for each image, so that images can be resampled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.matching import Matches

__all__ = ["average_precision"]

_RECALLS = np.linspace(0.0, 1.0, 101)
_ROUNDING = 1e-9


def average_precision(
    matches: Matches, weights: NDArray[np.float64], thresholds: slice
) -> NDArray[np.float64]:
    """AP of one class, mean over the IoU thresholds, for each row of `weights` (rows, images).

    Precision made monotone and read at 101 recalls (COCOeval, Lin et al. 2014); NaN where no object has any
    weight. An image of weight 2 counts as two like it.
    """
    objects = weights @ matches.objects
    result = np.full(len(weights), np.nan)
    rows = objects > 0
    steps = range(*thresholds.indices(len(matches.hits)))
    if rows.any():
        parts = [_one(matches, step, weights[rows], objects[rows]) for step in steps]
        result[rows] = np.mean(parts, axis=0)
    return result


def _one(
    matches: Matches, step: int, weights: NDArray[np.float64], objects: NDArray[np.float64]
) -> NDArray[np.float64]:
    """AP at one threshold, shape (rows,). Recall only rises at hits, so only those are looked at."""
    kept = matches.kept[step]
    places = np.flatnonzero(matches.hits[step][kept])
    if not len(places):
        return np.zeros(len(weights))
    each = weights[:, matches.images[kept]]
    said = np.cumsum(each, axis=1)[:, places]
    right = np.cumsum(each[:, places], axis=1)
    precision = right / np.maximum(said, _ROUNDING)
    best = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    best = np.column_stack([best, np.zeros(len(best))])
    # One search for all rows: each has its own stretch of the number line.
    recall = np.minimum(right / objects[:, None], 1.0) + _ROUNDING
    stretch = 2.0 * np.arange(len(weights))[:, None]
    first = np.searchsorted((recall + stretch).ravel(), (_RECALLS + stretch).ravel()).reshape(
        len(weights), -1
    )
    first -= len(places) * np.arange(len(weights))[:, None]
    return np.asarray(np.take_along_axis(best, first, axis=1).mean(axis=1))
