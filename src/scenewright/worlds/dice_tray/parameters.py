"""Parameters of the world `dice_tray`: unit, range, attribute and default."""

from __future__ import annotations

from typing import Any

from scenewright.scenario import ParameterSpec, category, integer, number

__all__ = ["PARAMETERS"]

_DICE = "scenery.objects.dice"
_TRAY = "scenery.tray"
_LIGHT = "environment.illumination"
_CAMERA = "subject_robot.sensor.camera"


def _normal(mean: float, sd: float, low: float, high: float) -> dict[str, Any]:
    return {"normal": {"mean": mean, "sd": sd, "low": low, "high": high}}


PARAMETERS: tuple[ParameterSpec, ...] = (
    integer("dice", "", 1, 40, _DICE + ".count", {"integer": [1, 24]}, "dice in the tray"),
    number("size_mm", "mm", 8, 30, _DICE + ".size", {"uniform": [11.5, 17]}, "usual edge length"),
    number(
        "size_spread",
        "",
        0,
        0.4,
        _DICE + ".size",
        {"uniform": [0, 0.25]},
        "relative spread of the edge lengths",
    ),
    category("set", {"mixed": 0.75, "same": 0.25}, _DICE + ".set", "all dice of one kind, or each its own"),
    number("speckled", "", 0, 1, _DICE + ".finish", 0.1, "share of dice with speckles"),
    number("pearl", "", 0, 1, _DICE + ".finish", 0.4, "share of dice whose colours run into each other"),
    number(
        "translucent", "", 0, 1, _DICE + ".finish", 0.15, "share of see-through dice, lighter at the edges"
    ),
    number("wear", "", 0, 1, _DICE + ".wear", {"uniform": [0, 0.6]}, "fading of colour and pips"),
    number(
        "rounding", "", 0.08, 0.4, _DICE + ".shape", {"uniform": [0.14, 0.38]}, "edge radius by half the edge"
    ),
    number(
        "spread_mm",
        "mm",
        20,
        150,
        _DICE + ".spread",
        {"uniform": [30, 95]},
        "half side of the square they fall on",
    ),
    category("tray", {"sheet": 0.6, "box": 0.3, "felt": 0.1}, _TRAY + ".kind", "what the dice lie in"),
    number(
        "floor_reflectance",
        "",
        0.05,
        0.9,
        _TRAY + ".reflectance",
        {"uniform": [0.55, 0.85]},
        "of sheet and box",
    ),
    integer(
        "clutter",
        "",
        0,
        8,
        _TRAY + ".clutter",
        {"choice": {0: 0.6, 1: 0.2, 2: 0.12, 4: 0.08}},
        "other things",
    ),
    number(
        "walls",
        "",
        0,
        1,
        _LIGHT + ".walls",
        {"uniform": [0, 0.45]},
        "how bright walls are beside the ceiling",
    ),
    number(
        "lamp_share",
        "",
        0,
        0.9,
        _LIGHT + ".lamp",
        {"uniform": [0.25, 0.85]},
        "share of the light from one lamp",
    ),
    category(
        "lamp",
        {"disc": 0.25, "tubes": 0.35, "frame": 0.4},
        _LIGHT + ".lamp",
        "a round lamp, two tubes, or strips as in a light box",
    ),
    number(
        "holder_deg",
        "deg",
        0,
        60,
        _LIGHT + ".shade",
        {"uniform": [0, 28]},
        "half the angle overhead that phone and photographer keep dark",
    ),
    number(
        "lamp_radius_deg",
        "deg",
        3,
        25,
        _LIGHT + ".lamp",
        {"uniform": [4, 18]},
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
        {"uniform": [0, 0.6]},
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
        {"uniform": [2700, 6000]},
        "colour of lamp and ceiling",
    ),
    number(
        "camera_height_m", "m", 0.15, 1.0, _CAMERA + ".height", {"uniform": [0.28, 0.42]}, "above the tray"
    ),
    number("camera_tilt_deg", "deg", 0, 50, _CAMERA + ".tilt", {"uniform": [0, 16]}, "from straight down"),
    number(
        "camera_roll_deg",
        "deg",
        -180,
        180,
        _CAMERA + ".roll",
        {"uniform": [-180, 180]},
        "about the line of sight",
    ),
    integer("width_px", "px", 176, 2048, _CAMERA + ".frame", 640, "width of the frame"),
    integer("height_px", "px", 176, 2048, _CAMERA + ".frame", 640, "height of the frame"),
    number(
        "focal_px",
        "px",
        300,
        2000,
        _CAMERA + ".focal",
        {"uniform": [680, 900]},
        "focal length",
    ),
    number(
        "aim_mm",
        "mm",
        0,
        120,
        _CAMERA + ".aim",
        {"uniform": [0, 60]},
        "distance of the aim from the tray's middle",
    ),
    number(
        "exposure_ev",
        "",
        -3,
        3,
        _CAMERA + ".exposure",
        _normal(-0.2, 0.3, -1.5, 1.2),
        "from a white sheet at 60 % of clipping",
    ),
    number(
        "white_balance_mired",
        "mired",
        -80,
        80,
        _CAMERA + ".white_balance",
        _normal(0, 12, -60, 60),
        "error of the white balance",
    ),
    number("defocus_px", "px", 0, 4, _CAMERA + ".defocus", {"uniform": [0, 0.4]}, "radius of the blur disc"),
    number("iso_gain", "", 0.05, 16, _CAMERA + ".gain", {"log_uniform": [0.1, 4]}, "sensor gain: noise"),
    number(
        "saturation",
        "",
        0.5,
        1.6,
        _CAMERA + ".pipeline",
        _normal(1.08, 0.1, 0.7, 1.4),
        "colour saturation of the pipeline",
    ),
    number(
        "contrast",
        "",
        0.7,
        2,
        _CAMERA + ".pipeline",
        _normal(1.35, 0.15, 1.0, 1.8),
        "slope of the tone curve",
    ),
    number(
        "sharpening",
        "",
        0,
        1.5,
        _CAMERA + ".pipeline",
        {"uniform": [0.4, 1.5]},
        "unsharp mask of the pipeline",
    ),
    integer(
        "jpeg_quality", "", 30, 100, _CAMERA + ".compression", {"integer": [75, 95]}, "of the stored image"
    ),
)
