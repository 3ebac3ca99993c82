"""What a renderer hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Amodal", "Buffers"]


@dataclass(frozen=True, eq=False)
class Amodal:
    """The extent of an instance as if nothing stood before it."""

    box_px: tuple[int, int, int, int] | None
    """x_min, y_min, x_max, y_max (max exclusive) in crop pixels, may reach over the crop; None if empty."""
    pixels: int
    """Pixel centres that the instance covers, those beyond the crop included."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Buffers:
    """Ground truth of one crop, shape (h, w, ...); row 0 on top."""

    radiance: NDArray[np.float32]
    """Scene-linear RGB, shape (h, w, 3)."""
    instance_id: NDArray[np.uint8]
    """Instance at the pixel centre's first hit, shape (h, w); 0 is unlabelled."""
    depth_m: NDArray[np.float32]
    """Distance along the camera's z axis [m], shape (h, w); infinite where nothing is hit."""
    amodal: Mapping[int, Amodal]
    """By instance id."""
    instance_distance_m: Mapping[int, float]
    """Euclidean distance from the camera to the middle of the instance's bounds [m]."""
