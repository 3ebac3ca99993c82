"""Tables of features with names and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "FeatureTable", "Place", "join_tables", "luma_chroma", "masked_mean"]

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 as shares of the crop's width and height from the left and top."""
CHANNELS = ("luma", "Cr", "Cb")


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """One row a crop, one column a feature."""

    names: tuple[str, ...]
    places: tuple[Place | None, ...]
    """Where in the crop a feature is measured; None for one of the whole crop."""
    values: NDArray[np.float32]
    """Shape (n, d); NaN where the crop does not show it."""


def join_tables(tables: Sequence[FeatureTable]) -> FeatureTable:
    """Columns side by side."""
    return FeatureTable(
        tuple(name for table in tables for name in table.names),
        tuple(place for table in tables for place in table.places),
        np.concatenate([table.values for table in tables], axis=1),
    )


def luma_chroma(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Y, Cr and Cb, 0 to 255, shape (h, w, 3), of an sRGB image."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb), dtype=np.float32)


def masked_mean(
    image: NDArray[np.float32], seen: NDArray[np.bool_], size_px: tuple[int, int], least: float = 0.5
) -> NDArray[np.float32]:
    """Mean over the seen pixels of each cell of a grid, shape (rows, columns, channels).

    `size_px` is (columns, rows). NaN where less than `least` of a cell is seen.
    """
    weight = seen.astype(np.float32)
    method = cv2.INTER_AREA if min(seen.shape) >= max(size_px) else cv2.INTER_LINEAR
    share = cv2.resize(weight, size_px, interpolation=method)
    total = cv2.resize(image * weight[..., None], size_px, interpolation=method)
    enough = share >= max(least, 1e-3)
    return np.asarray(
        np.where(enough[..., None], total / np.maximum(share, 1e-3)[..., None], np.nan), np.float32
    )
