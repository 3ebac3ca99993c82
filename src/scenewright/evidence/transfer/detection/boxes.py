"""Images with the boxes of their objects."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["BoxedImage", "scaled"]


@dataclass(frozen=True, eq=False)
class BoxedImage:
    """One image with the boxes of its objects."""

    image: NDArray[np.uint8]
    """sRGB, shape (height, width, 3)."""
    boxes: NDArray[np.float32]
    """x0, y0, x1, y1 [px], shape (n, 4)."""
    classes: NDArray[np.int64]
    """Class numbers, shape (n,)."""


def scaled(image: BoxedImage, long_side_px: int) -> BoxedImage:
    """The image and its boxes at another size, area-averaged when it shrinks."""
    height, width = image.image.shape[:2]
    factor = long_side_px / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    pixels = cv2.resize(image.image, size, interpolation=method) if factor != 1 else image.image
    return BoxedImage(np.asarray(pixels, np.uint8), (image.boxes * factor).astype(np.float32), image.classes)
