"""Small marks: how much a window of a few pixels differs from what is around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["local_contrast"]


def local_contrast(
    image: NDArray[np.float32], seen: NDArray[np.bool_], inner_px: int, outer_px: int
) -> NDArray[np.float32]:
    """Mean of the window less that of its surroundings, by their mean absolute deviation, shape of `image`.

    `image` has the shape (h, w, channels). The window of `inner_px` begins at each pixel and goes right and
    down; its surroundings are the window of `outer_px` about it. Only seen pixels count; NaN where less than
    three quarters of the inner window or a quarter of its surroundings is seen.
    """
    weight = seen.astype(np.float32)
    begin = (outer_px - inner_px) // 2
    inner, outer = (_sums(weight, size, off) for size, off in ((inner_px, 0), (outer_px, begin)))
    ring = outer - inner
    found = np.full(image.shape, np.nan, np.float32)
    enough = (inner >= 0.75 * inner_px**2) & (ring >= 0.25 * (outer_px**2 - inner_px**2))
    for channel in range(image.shape[2]):
        plane = image[..., channel] * weight
        total, around = _sums(plane, inner_px, 0), _sums(plane, outer_px, begin)
        mean, beside = total / np.maximum(inner, 1), (around - total) / np.maximum(ring, 1)
        square = _sums(plane * image[..., channel], outer_px, begin) / np.maximum(outer, 1)
        spread = np.sqrt(np.maximum(square - (around / np.maximum(outer, 1)) ** 2, 0))
        # Two levels keep flat surroundings, where the step of 8 bit decides, from weighing all.
        found[..., channel] = np.where(enough, (mean - beside) / (spread + 2), np.nan)
    return found


def _sums(plane: NDArray[np.float32], size_px: int, before_px: int) -> NDArray[np.float32]:
    """Sum over the window that begins `before_px` left of and above each pixel; nothing lies outside."""
    kernel = np.ones((size_px, size_px), np.float32)
    anchor = (before_px, before_px)
    return np.asarray(cv2.filter2D(plane, cv2.CV_32F, kernel, anchor=anchor, borderType=cv2.BORDER_CONSTANT))
