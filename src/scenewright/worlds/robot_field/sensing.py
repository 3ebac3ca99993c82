"""Parameters of the world `robot_field`: light and camera."""

from __future__ import annotations

from typing import Any

from scenewright.scenario import ParameterSpec, integer, number

__all__ = ["SENSING"]

_LIGHT = "environment.illumination"
_CAMERA = "subject_robot.sensor.camera"


def _normal(mean: float, sd: float, low: float, high: float) -> dict[str, Any]:
    return {"normal": {"mean": mean, "sd": sd, "low": low, "high": high}}


def _by_setting(room: Any, hall: Any, studio: Any) -> dict[str, Any]:
    return {"given": "setting", "cases": {"room": room, "hall": hall, "studio": studio}}


SENSING: tuple[ParameterSpec, ...] = (
    number(
        "lamp_share", "", 0, 0.9, _LIGHT + ".lamp", {"uniform": [0, 0.45]}, "share of the light from one lamp"
    ),
    number(
        "lamp_radius_deg",
        "deg",
        3,
        30,
        _LIGHT + ".lamp",
        {"uniform": [8, 28]},
        "half its angular size: hard or soft shadows",
    ),
    number(
        "lamp_off_zenith_deg",
        "deg",
        0,
        70,
        _LIGHT + ".lamp",
        {"uniform": [0, 45]},
        "angle of the lamp from straight above",
    ),
    number(
        "window_share",
        "",
        0,
        0.9,
        _LIGHT + ".window",
        _by_setting({"uniform": [0, 0.25]}, {"uniform": [0, 0.4]}, {"uniform": [0, 0.4]}),
        "share of the light from a window, of the rest",
    ),
    number(
        "light_azimuth_deg",
        "deg",
        -180,
        180,
        _LIGHT + ".azimuth",
        {"uniform": [-180, 180]},
        "direction of lamp and window",
    ),
    number(
        "lamp_temperature_k",
        "K",
        2200,
        7500,
        _LIGHT + ".colour",
        {"uniform": [3200, 6000]},
        "colour of lamp and ceiling",
    ),
    number(
        "camera_height_m",
        "m",
        0.05,
        2.5,
        _CAMERA + ".height",
        _by_setting(
            {
                "mixture": [
                    {"weight": 0.75, **_normal(0.27, 0.07, 0.1, 0.5)},
                    {"weight": 0.25, **_normal(0.13, 0.03, 0.06, 0.25)},
                ]
            },
            {"log_uniform": [0.1, 1.5]},
            {"log_uniform": [0.12, 0.5]},
        ),
        "above the carpet",
    ),
    number(
        "aim_m",
        "m",
        0.2,
        12,
        _CAMERA + ".aim",
        _by_setting({"log_uniform": [0.5, 1.1]}, {"log_uniform": [1.2, 7]}, {"log_uniform": [0.45, 0.9]}),
        "distance on the carpet that the middle of the frame shows",
    ),
    number(
        "camera_yaw_deg",
        "deg",
        -60,
        60,
        _CAMERA + ".yaw",
        _by_setting(_normal(0, 17, -45, 45), _normal(0, 24, -50, 50), 0),
        "from straight at the far side",
    ),
    number(
        "camera_roll_deg",
        "deg",
        -30,
        30,
        _CAMERA + ".roll",
        _normal(0, 1.6, -8, 8),
        "about the line of sight",
    ),
    number(
        "focal_px",
        "px",
        120,
        1200,
        _CAMERA + ".focal",
        _by_setting({"log_uniform": [200, 330]}, {"log_uniform": [200, 560]}, {"log_uniform": [250, 600]}),
        "focal length of a frame of 224 px",
    ),
    number(
        "exposure_ev",
        "",
        -4,
        4,
        _CAMERA + ".exposure",
        _by_setting(
            _normal(1.42, 0.22, -1.5, 2.5), _normal(0.9, 0.4, -1.5, 2.5), _normal(0.15, 0.25, -1.5, 2.5)
        ),
        "gain on the reference light",
    ),
    ParameterSpec(
        name="color_cast",
        kind="category",
        unit="",
        low=None,
        high=None,
        values=("neutral", "teal", "warm", "cool"),
        odd_attribute=_CAMERA + ".white_balance",
        default=_by_setting(
            {"choice": {"neutral": 0.68, "teal": 0.24, "warm": 0.06, "cool": 0.02}},
            {"choice": {"neutral": 0.72, "teal": 0.06, "warm": 0.12, "cool": 0.1}},
            {"choice": {"neutral": 0.8, "teal": 0.05, "warm": 0.1, "cool": 0.05}},
        ),
        doc="error of the white balance",
    ),
    number("cast_strength", "", 0, 1.5, _CAMERA + ".white_balance", {"uniform": [0.5, 1.1]}, "1: far off"),
    number(
        "veiling_glare",
        "",
        0,
        0.4,
        _CAMERA + ".glare",
        {"uniform": [0, 0.012]},
        "share of light that the lens spreads",
    ),
    number(
        "defocus_px",
        "px",
        0,
        4,
        _CAMERA + ".defocus",
        {
            "mixture": [
                {"weight": 0.3, "constant": 0},
                {"weight": 0.57, "uniform": [0.3, 0.8]},
                {"weight": 0.13, "uniform": [0.9, 1.8]},
            ]
        },
        "radius of the blur disc",
    ),
    number(
        "motion_px",
        "px",
        0,
        12,
        _CAMERA + ".motion",
        {"mixture": [{"weight": 0.8, "constant": 0}, {"weight": 0.2, "uniform": [0.5, 3.0]}]},
        "shift of the image during the exposure",
    ),
    number("iso_gain", "", 0.25, 16, _CAMERA + ".gain", {"log_uniform": [0.25, 2]}, "sensor gain: noise"),
    number(
        "saturation",
        "",
        0.4,
        1.6,
        _CAMERA + ".pipeline",
        {
            "given": "color_cast",
            "cases": {"teal": _normal(0.88, 0.1, 0.6, 1.4)},
            "otherwise": _normal(1.0, 0.1, 0.6, 1.4),
        },
        "colour saturation of the pipeline",
    ),
    number(
        "contrast",
        "",
        0.7,
        2,
        _CAMERA + ".pipeline",
        {
            "given": "color_cast",
            "cases": {"teal": _normal(1.38, 0.12, 0.9, 1.8)},
            "otherwise": _normal(1.28, 0.12, 0.85, 1.7),
        },
        "slope of the tone curve",
    ),
    number(
        "sharpening",
        "",
        0,
        1.5,
        _CAMERA + ".pipeline",
        {"uniform": [0.3, 1.2]},
        "unsharp mask of the pipeline",
    ),
    integer(
        "jpeg_quality", "", 30, 100, _CAMERA + ".compression", {"integer": [60, 95]}, "of the stored image"
    ),
)
