"""Bytes of a photo as they stand in a table."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["decoded", "encoded_bytes"]


def encoded_bytes(value: Any) -> bytes | None:
    """The bytes of a cell: plain, or under `bytes` as the image columns of the Hugging Face Hub have them."""
    value = value.get("bytes") if isinstance(value, dict) else value
    return value if isinstance(value, bytes) and value else None


def decoded(value: Any) -> NDArray[np.uint8] | None:
    """The image of such a cell, sRGB, shape (h, w, 3); None where it is no PNG or JPEG."""
    data = encoded_bytes(value)
    image = None if data is None else cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.ascontiguousarray(image[..., ::-1], dtype=np.uint8)
