"""Parameters that street worlds share: daylight and air, the camera behind a windscreen and its detector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenewright.scenario import ParameterSpec, integer, number

__all__ = ["STREET_LIGHT", "VEHICLE_CAMERA", "with_defaults"]

_LIGHT = "environment.illumination"
_CAMERA = "subject_vehicle.sensor.camera"


def _normal(mean: float, sd: float, low: float, high: float) -> dict[str, Any]:
    return {"normal": {"mean": mean, "sd": sd, "low": low, "high": high}}


def with_defaults(specs: tuple[ParameterSpec, ...], defaults: Mapping[str, Any]) -> tuple[ParameterSpec, ...]:
    """The parameters, some with another default. Raises `KeyError` for a name that is not there."""
    unknown = set(defaults) - {spec.name for spec in specs}
    if unknown:
        raise KeyError(f"with_defaults: expected names of the parameters, found {sorted(unknown)}")
    return tuple(replace(s, default=defaults[s.name]) if s.name in defaults else s for s in specs)


STREET_LIGHT: tuple[ParameterSpec, ...] = (
    number(
        "sun_elevation_deg", "deg", -18, 75, _LIGHT + ".sun_elevation", _normal(24, 20, -14, 75), "sun height"
    ),
    number(
        "sun_azimuth_deg",
        "deg",
        -180,
        180,
        _LIGHT + ".sun_position",
        {"uniform": [-180, 180]},
        "sun against the viewing direction: 0 behind the signal (backlight), 180 behind the camera",
    ),
    integer(
        "cloud_cover_okta", "okta", 0, 8, _LIGHT + ".cloudiness", {"integer": [0, 8]}, "sky covered by cloud"
    ),
    number(
        "visibility_m",
        "m",
        40,
        40000,
        "environment.particulates.mist_fog",
        {"log_uniform": [250, 30000]},
        "meteorological optical range (5 % contrast)",
    ),
    number(
        "street_light", "1", 0, 1, _LIGHT + ".artificial", {"uniform": [0.2, 1]}, "artificial light at night"
    ),
)

VEHICLE_CAMERA: tuple[ParameterSpec, ...] = (
    number("camera_height_m", "m", 0.8, 3.0, _CAMERA + ".height", {"uniform": [1.2, 2.2]}, "above the road"),
    number(
        "camera_roll_deg",
        "deg",
        -20,
        20,
        _CAMERA + ".orientation",
        _normal(0, 5, -20, 20),
        "roll of the camera",
    ),
    number(
        "focal_px", "px", 600, 4000, _CAMERA + ".focal_length", {"log_uniform": [1000, 2100]}, "focal length"
    ),
    number(
        "crop_margin",
        "1",
        -0.1,
        0.5,
        _CAMERA + ".crop",
        _normal(0.06, 0.07, -0.08, 0.3),
        "space that the detector's box leaves on each side, as a fraction of the box",
    ),
    number(
        "crop_shift_x",
        "1",
        -0.3,
        0.3,
        _CAMERA + ".crop",
        _normal(0, 0.05, -0.2, 0.2),
        "detector's error in x",
    ),
    number(
        "crop_shift_y",
        "1",
        -0.3,
        0.3,
        _CAMERA + ".crop",
        _normal(0, 0.03, -0.15, 0.15),
        "detector's error in y",
    ),
    number(
        "exposure_ev",
        "EV",
        -4,
        4,
        _CAMERA + ".exposure",
        _normal(0.2, 0.9, -2.5, 2.5),
        "against the metered value",
    ),
    number(
        "white_balance_mired",
        "mired",
        -150,
        150,
        _CAMERA + ".white_balance",
        _normal(0, 40, -120, 120),
        "error of the white balance; positive is too warm",
    ),
    number(
        "tint",
        "1",
        -0.3,
        0.3,
        _CAMERA + ".white_balance",
        _normal(0.0, 0.05, -0.15, 0.15),
        "magenta (+) or green",
    ),
    number(
        "veiling_glare",
        "1",
        0,
        0.9,
        _CAMERA + ".windscreen",
        {"mixture": [{"weight": 0.6, "uniform": [0, 0.12]}, {"weight": 0.4, "uniform": [0.1, 0.6]}]},
        "scene light that lens and windscreen spread over the image",
    ),
    number(
        "bloom",
        "1",
        0,
        0.5,
        _CAMERA + ".lens",
        {"uniform": [0.02, 0.28]},
        "light in the halo of bright points",
    ),
    number(
        "bloom_radius_px", "px", 0.5, 16, _CAMERA + ".lens", {"log_uniform": [1.2, 6]}, "radius of that halo"
    ),
    number(
        "defocus_px",
        "px",
        0,
        6,
        _CAMERA + ".lens",
        {"mixture": [{"weight": 0.6, "uniform": [0, 0.7]}, {"weight": 0.4, "log_uniform": [0.5, 3.0]}]},
        "radius of the blur disc",
    ),
    number(
        "motion_px",
        "px",
        0,
        12,
        _CAMERA + ".motion",
        {"mixture": [{"weight": 0.6, "constant": 0}, {"weight": 0.4, "log_uniform": [0.5, 5]}]},
        "length of the motion blur",
    ),
    number(
        "motion_direction_deg", "deg", 0, 180, _CAMERA + ".motion", {"uniform": [0, 180]}, "its direction"
    ),
    number(
        "iso_gain",
        "1",
        0.5,
        32,
        _CAMERA + ".noise",
        {"log_uniform": [0.5, 10]},
        "sensor gain: scales the noise",
    ),
    number(
        "saturation", "1", 0.2, 2, _CAMERA + ".pipeline", _normal(1.1, 0.25, 0.4, 1.8), "colour saturation"
    ),
    number(
        "contrast",
        "1",
        0.5,
        2,
        _CAMERA + ".pipeline",
        _normal(1.05, 0.2, 0.6, 1.7),
        "slope of the tone curve",
    ),
    number("sharpening", "1", 0, 2, _CAMERA + ".pipeline", {"uniform": [0, 0.9]}, "unsharp mask"),
    number(
        "stored_scale",
        "1",
        0.25,
        1,
        _CAMERA + ".pipeline",
        {"uniform": [0.45, 1]},
        "size of the stored video",
    ),
    integer(
        "jpeg_quality",
        "1",
        20,
        98,
        _CAMERA + ".compression",
        {"integer": [45, 95]},
        "quality of the stored video",
    ),
)
