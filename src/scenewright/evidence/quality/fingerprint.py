"""A 256-bit difference hash: alike for images that look alike."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "difference_hash", "hamming"]

BITS = 256


def difference_hash(image: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Hash of an sRGB image, shape (h, w, 3): 16 x 16 signs of the horizontal luma gradient, shape (4,)."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (17, 16), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = np.packbits(small[:, 1:] > small[:, :-1])
    return bits.view(np.uint64)


def hamming(one: NDArray[np.uint64], many: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Bits in which `one`, shape (4,), differs from each of `many`, shape (n, 4)."""
    bits: NDArray[np.int64] = np.bitwise_count(one ^ many).sum(axis=1).astype(np.int64)
    return bits
