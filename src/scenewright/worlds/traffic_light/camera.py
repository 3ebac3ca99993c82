"""Where the camera stands, which window the detector hands on, and how the sensor is set."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import look_at
from scenewright.scene import Camera, Sky
from scenewright.worlds.vehicle_camera import crop_camera

__all__ = ["place_camera"]


def place_camera(
    sample: Mapping[str, object],
    corners_m: NDArray[np.float64],
    height_m: float,
    sky: Sky,
    rng: np.random.Generator,
) -> Camera:
    """The camera of a sample, cropped to the head.

    `corners_m`, shape (n, 3), are world points that span the head's front; the crop is their bounding
    box with the detector's margin and error.
    """

    def value(name: str) -> float:
        return float(str(sample[name]))

    distance = value("distance_m")
    lateral = rng.normal(0, 0.06) * distance
    rise = height_m - value("camera_height_m")
    ahead = np.sqrt(max(distance**2 - lateral**2 - rise**2, (0.3 * distance) ** 2))
    origin = np.array([lateral, -ahead, value("camera_height_m")])
    target = np.array([rng.normal(0, 0.1) * distance, 0.0, height_m - rng.uniform(0.0, 0.12) * distance])
    pose = look_at(origin, target, roll_rad=np.radians(value("camera_roll_deg")))
    return crop_camera(value, pose, corners_m, sky, beside=0.7)
