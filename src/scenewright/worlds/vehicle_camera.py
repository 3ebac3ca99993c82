"""A camera behind a windscreen: what its sensor does, and the window that a detector hands on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Intrinsics, project
from scenewright.scene import Camera, Crop, Sensor, Sky

__all__ = ["crop_camera"]

FRAME_WIDTH_PX, FRAME_HEIGHT_PX = 1920, 1200
_MAX_GAIN = 250.0
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def crop_camera(
    get: Callable[[str], float],
    world_from_camera: NDArray[np.float64],
    corners_m: NDArray[np.float64],
    sky: Sky,
    *,
    beside: float = 1.0,
    least_border_px: float = 0.0,
) -> Camera:
    """The camera at a pose, cropped to the subject.

    `get` gives a parameter's value. `corners_m`, shape (n, 3), are world points that span the subject; the
    crop is their bounding box with the detector's margin and error. `beside` is the margin left and right
    by that above and below; no margin is smaller than `least_border_px`.
    """
    intrinsics = Intrinsics(
        width_px=FRAME_WIDTH_PX,
        height_px=FRAME_HEIGHT_PX,
        focal_px=get("focal_px"),
        cx_px=FRAME_WIDTH_PX / 2,
        cy_px=FRAME_HEIGHT_PX / 2,
    )
    seen = project(corners_m, world_from_camera, intrinsics)[:, :2]
    low, high = seen.min(axis=0), seen.max(axis=0)
    size = high - low
    shift = size * [get("crop_shift_x"), get("crop_shift_y")]
    margin = np.maximum(size[1] * get("crop_margin") * np.array([beside, 1.0]), least_border_px)
    first = np.floor(low - margin + shift).astype(int)
    extent = np.maximum(np.ceil(high + margin + shift).astype(int) - first, 8)
    crop = Crop(x_px=int(first[0]), y_px=int(first[1]), width_px=int(extent[0]), height_px=int(extent[1]))
    sensor = _sensor(get, sky, float(size[1]))
    return Camera(world_from_camera=world_from_camera, intrinsics=intrinsics, crop=crop, sensor=sensor)


def _sensor(get: Callable[[str], float], sky: Sky, subject_px: float) -> Sensor:
    rows = sky.radiance.shape[0]
    band = sky.radiance[int(rows * 0.3) : int(rows * 0.62)] @ _LUMINANCE
    metered = float(band.mean())
    mean_color = sky.radiance[int(rows * 0.3) : int(rows * 0.62)].mean(axis=(0, 1))
    gain = min(0.42 / max(metered, 1e-9), _MAX_GAIN) * 2.0 ** get("exposure_ev")
    # White balance as a shift along the Planckian locus, near 5500 K linear in mired (about 0.3 % a mired).
    warm = get("white_balance_mired") / 1000.0
    balance = (1 + 1.4 * warm + get("tint"), 1.0 - get("tint") * 0.5, 1 - 1.9 * warm + get("tint"))
    angle = np.radians(get("motion_direction_deg"))
    iso = get("iso_gain")
    return Sensor(
        exposure=gain,
        white_balance=(max(balance[0], 0.3), max(balance[1], 0.3), max(balance[2], 0.3)),
        veiling_glare=get("veiling_glare"),
        veil=(float(gain * mean_color[0]), float(gain * mean_color[1]), float(gain * mean_color[2])),
        bloom=get("bloom"),
        bloom_radius_px=get("bloom_radius_px"),
        defocus_px=min(get("defocus_px"), subject_px / 14),
        motion_px=(
            float(min(get("motion_px"), subject_px / 8) * np.cos(angle)),
            float(min(get("motion_px"), subject_px / 8) * np.sin(angle)),
        ),
        full_well_e=9000.0 / iso,
        read_noise_e=4.0,
        saturation=get("saturation"),
        contrast=get("contrast"),
        sharpening=get("sharpening"),
        resize=get("stored_scale"),
        jpeg_quality=int(get("jpeg_quality")),
    )
