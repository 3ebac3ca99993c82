"""Instance masks as 8-bit PNG: the pixel value is the instance id, 0 is unlabelled."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["encode_mask"]


def encode_mask(instance_id: NDArray[np.uint8]) -> bytes:
    """PNG bytes of an instance-id buffer, shape (h, w)."""
    done, data = cv2.imencode(".png", instance_id, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    if not done:
        raise ValueError("encode_mask: expected a buffer with at least one pixel")
    return bytes(data)
