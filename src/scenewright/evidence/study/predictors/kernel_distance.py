"""KID: the kernel distance between frames and photos (Binkowski et al. 2018)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.study.predictors.base import Predictor

__all__ = ["KID", "kernel_distance"]

Array = NDArray[np.float64]


def kernel_distance(x: Array, y: Array) -> float:
    """Unbiased MMD^2 (Gretton et al. 2012, lemma 6) with the kernel (x.y / d + 1)^3; below 0 at times.

    `x` has shape (n, d), `y` (m, d).
    """
    dimensions = x.shape[1]

    def kernel(a: Array, b: Array) -> Array:
        return np.asarray((a @ b.T / dimensions + 1) ** 3)

    def within(a: Array) -> float:
        values, n = kernel(a, a), len(a)
        return float((values.sum() - np.trace(values)) / (n * (n - 1)))

    return within(x) + within(y) - 2 * float(kernel(x, y).mean())


KID = Predictor(
    name="kid",
    meaning="kernel distance (unbiased polynomial MMD^2) to dev photos in a fixed probe's features",
    expected="negative",
    measure=lambda seen: kernel_distance(seen.features, seen.photos.features),
)
