"""A camera on a robot, a tripod or in someone's hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Intrinsics, look_at
from scenewright.scene import Camera, Crop, Sensor

__all__ = ["SIDE_PX", "View", "place_camera"]

SIDE_PX = 224
_CASTS = {"neutral": (0.0, 0.0), "teal": (-0.62, 0.06), "warm": (0.28, -0.35), "cool": (-0.2, 0.25)}
"""Gains of red and blue in stops at full strength of a cast."""


def place_camera(
    sample: Mapping[str, object], on_white: NDArray[np.float64], rng: np.random.Generator
) -> Camera:
    """Above the origin, looking along +y at the floor; `on_white` is the light's colour on white paper."""

    def value(name: str) -> float:
        return float(str(sample[name]))

    height, aim = value("camera_height_m"), value("aim_m")
    yaw = np.radians(value("camera_yaw_deg"))
    target = [aim * np.sin(yaw), aim * np.cos(yaw), 0.0]
    pose = look_at([0, 0, height], target, roll_rad=np.radians(value("camera_roll_deg")))
    middle = SIDE_PX / 2
    intrinsics = Intrinsics(
        width_px=SIDE_PX, height_px=SIDE_PX, focal_px=value("focal_px"), cx_px=middle, cy_px=middle
    )
    crop = Crop(x_px=0, y_px=0, width_px=SIDE_PX, height_px=SIDE_PX)
    return Camera(
        world_from_camera=pose, intrinsics=intrinsics, crop=crop, sensor=_sensor(sample, on_white, rng)
    )


def _sensor(sample: Mapping[str, object], on_white: NDArray[np.float64], rng: np.random.Generator) -> Sensor:
    def value(name: str) -> float:
        return float(str(sample[name]))

    strength = value("cast_strength")
    red_ev, blue_ev = (strength * ev for ev in _CASTS[str(sample["color_cast"])])
    red_ev, blue_ev = red_ev + rng.normal(0, 0.05), blue_ev + rng.normal(0, 0.06)
    red, green, blue = (float(c) for c in on_white)
    turn = rng.uniform(0, 2 * np.pi)
    blur = value("motion_px")
    iso = value("iso_gain")
    return Sensor(
        exposure=2.0 ** value("exposure_ev"),
        white_balance=(float(2.0**red_ev), 1.0, float(2.0**blue_ev)),
        neutral=(red, green, blue),
        veiling_glare=value("veiling_glare"),
        veil=(0.5, 0.5, 0.5),
        bloom=0.04,
        bloom_radius_px=3.0,
        defocus_px=value("defocus_px"),
        motion_px=(float(blur * np.cos(turn)), float(0.6 * blur * np.sin(turn))),
        full_well_e=9000.0 / iso,
        read_noise_e=5.0,
        binned=True,
        saturation=value("saturation"),
        contrast=value("contrast"),
        sharpening=value("sharpening"),
        jpeg_quality=int(value("jpeg_quality")),
    )


@dataclass(frozen=True, eq=False)
class View:
    """Where on the floor a camera looks."""

    camera: Camera

    def nearest_m(self) -> float:
        """Distance along y of the floor at the middle of the frame's lower edge."""
        near = self.floor_m(SIDE_PX / 2, SIDE_PX)
        return np.inf if near is None else near[1]

    def floor_m(self, x_px: float, y_px: float) -> tuple[float, float] | None:
        """The point of the floor that a pixel shows; None above the horizon."""
        k = self.camera.intrinsics
        ray = self.camera.world_from_camera[:3, :3] @ [
            (x_px - k.cx_px) / k.focal_px, (y_px - k.cy_px) / k.focal_px, 1.0
        ]  # fmt: skip
        if ray[2] > -1e-3:
            return None
        at = self.camera.world_from_camera[:3, 3]
        reach = at[2] / -ray[2]
        return float(at[0] + reach * ray[0]), float(at[1] + reach * ray[1])

    def at_depth(self, x_px: float, depth_m: float) -> tuple[float, float]:
        """The floor point `depth_m` along y in the column that x_px has at the middle of the frame."""
        k, pose = self.camera.intrinsics, self.camera.world_from_camera
        ray = pose[:3, :3] @ [(x_px - k.cx_px) / k.focal_px, 0.0, 1.0]
        # The column's plane stands almost upright: roll is small.
        return float(depth_m * ray[0] / max(ray[1], 1e-3)), depth_m
