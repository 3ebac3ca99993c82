"""A phone held over the tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Intrinsics, rotation_xyz, translation
from scenewright.scene import Camera, Crop, Sensor

__all__ = ["place_camera"]

_SHEET = 0.8
"""Reflectance of the white sheet that the exposure is set by."""
_DOWN = np.diag([1.0, -1.0, -1.0, 1.0])


def place_camera(
    sample: Mapping[str, object], on_white: NDArray[np.float64], rng: np.random.Generator
) -> Camera:
    """Looking down at a point near the tray's middle; `on_white` is the light's colour on white paper."""

    def value(name: str) -> float:
        return float(str(sample[name]))

    angle = rng.uniform(0, 2 * np.pi)
    aim = value("aim_mm") / 1e3 * np.array([np.cos(angle), np.sin(angle), 0])
    pose = (
        translation(aim)
        @ rotation_xyz(z_rad=rng.uniform(0, 2 * np.pi))
        @ rotation_xyz(x_rad=np.radians(value("camera_tilt_deg")))
        @ translation([0, 0, value("camera_height_m")])
        @ _DOWN
        @ rotation_xyz(z_rad=np.radians(value("camera_roll_deg")))
    )
    width, height = int(value("width_px")), int(value("height_px"))
    intrinsics = Intrinsics(
        width_px=width, height_px=height, focal_px=value("focal_px"), cx_px=width / 2, cy_px=height / 2
    )
    crop = Crop(x_px=0, y_px=0, width_px=width, height_px=height)
    return Camera(world_from_camera=pose, intrinsics=intrinsics, crop=crop, sensor=_sensor(value, on_white))


def _sensor(get: Callable[[str], float], on_white: NDArray[np.float64]) -> Sensor:
    gain = 0.6 / _SHEET * 2.0 ** get("exposure_ev")
    shift = get("white_balance_mired") / 1000.0
    red, green, blue = (float(c) for c in on_white)
    iso = get("iso_gain")
    return Sensor(
        exposure=gain,
        # A shift along the Planckian locus, near 5500 K linear in mired.
        white_balance=(1 + 1.4 * shift, 1.0, 1 - 1.9 * shift),
        neutral=(red, green, blue),
        veiling_glare=0.003,
        veil=(0.5, 0.5, 0.5),
        bloom=0.02,
        bloom_radius_px=6.0,
        defocus_px=get("defocus_px"),
        full_well_e=12000.0 / iso,
        read_noise_e=4.0,
        binned=True,
        saturation=get("saturation"),
        contrast=get("contrast"),
        sharpening=get("sharpening"),
        jpeg_quality=int(get("jpeg_quality")),
    )
