"""The pinhole camera: pixel centres lie at half-integers, the image's top-left corner is (0, 0)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry.transforms import apply, invert

__all__ = ["Intrinsics", "project"]


@dataclass(frozen=True, kw_only=True)
class Intrinsics:
    """Square-pixel pinhole intrinsics of the full frame."""

    width_px: int
    height_px: int
    focal_px: float
    cx_px: float
    """Principal point, x [px] from the left edge; the middle of the frame is width_px / 2."""
    cy_px: float
    """Principal point, y [px] from the top edge."""


def project(
    points_m: NDArray[np.float64], world_from_camera: NDArray[np.float64], intrinsics: Intrinsics
) -> NDArray[np.float64]:
    """World points [m], shape (n, 3), as (x [px], y [px], z [m]) in the full frame, shape (n, 3).

    Points at or behind the camera plane (z <= 0) get NaN pixels.
    """
    local = apply(invert(world_from_camera), points_m)
    depth = np.where(local[:, 2] > 0, local[:, 2], np.nan)
    x = intrinsics.focal_px * local[:, 0] / depth + intrinsics.cx_px
    y = intrinsics.focal_px * local[:, 1] / depth + intrinsics.cy_px
    return np.stack([x, y, local[:, 2]], axis=1)
