"""Parameters of the world `traffic_sign`: unit, range, ODD attribute (ISO 34503 terms) and default."""

from __future__ import annotations

from typing import Any

from scenewright.assets.signs import SIGNS
from scenewright.scenario import ParameterSpec, category, integer, number
from scenewright.worlds.street_parameters import STREET_LIGHT, VEHICLE_CAMERA, with_defaults

__all__ = ["PARAMETERS", "STATES"]

STATES = tuple(sign.name.replace(" ", "_") for sign in SIGNS)
"""Values of `sign`, in the order of the benchmark's class ids."""
_SIGN = "scenery.drivable_area.signs.regulatory_and_warning"


def _normal(mean: float, sd: float, low: float, high: float) -> dict[str, Any]:
    return {"normal": {"mean": mean, "sd": sd, "low": low, "high": high}}


def _rarely(share: float, low: float, high: float) -> dict[str, Any]:
    return {"mixture": [{"weight": 1 - share, "constant": 0}, {"weight": share, "uniform": [low, high]}]}


_OWN: tuple[ParameterSpec, ...] = (
    category("sign", {state: 1 / len(STATES) for state in STATES}, _SIGN + ".class", "which sign"),
    number("old_design", "1", 0, 1, _SIGN + ".design", 0.4, "share of plates of any design, not the newest"),
    number("plate_mm", "mm", 300, 1250, _SIGN + ".size", {"uniform": [600, 900]}, "side of its square"),
    number("mounting_height_m", "m", 0.6, 7, _SIGN + ".height", _normal(2.4, 0.6, 0.8, 6), "sign's middle"),
    category(
        "mounting", {"post": 0.88, "gantry": 0.06, "wall": 0.06}, _SIGN + ".mounting", "what carries it"
    ),
    integer(
        "plates_beside",
        "1",
        0,
        3,
        _SIGN + ".neighbours",
        {"choice": {0: 0.6, 1: 0.3, 2: 0.1}},
        "other plates above and below",
    ),
    number(
        "plate_yaw_deg", "deg", -60, 60, _SIGN + ".orientation", _normal(0, 10, -40, 40), "turn of the plate"
    ),
    number("plate_roll_deg", "deg", -20, 20, _SIGN + ".orientation", _normal(0, 3, -12, 12), "in its plane"),
    number(
        "plate_tilt_deg", "deg", -20, 20, _SIGN + ".orientation", _normal(0, 2.5, -10, 10), "forwards, back"
    ),
    number("bend_mm", "mm", 0, 120, _SIGN + ".condition", _rarely(0.25, 2, 40), "of a bent plate at its rim"),
    number("fading", "1", 0, 1, _SIGN + ".condition", {"uniform": [0, 0.45]}, "of the colours"),
    number("dirt", "1", 0, 1, _SIGN + ".condition", _rarely(0.6, 0.05, 0.8), "film, streaks and splashes"),
    number("scratches", "1", 0, 1, _SIGN + ".condition", _rarely(0.4, 0.1, 1), "and chips"),
    number("stickers", "1", 0, 1, _SIGN + ".condition", 0.06, "share of plates with stickers"),
    number("dew", "1", 0, 1, "environment.weather.humidity", _rarely(0.1, 0.2, 1), "droplets on the plate"),
    number(
        "rain_mm_h",
        "mm/h",
        0,
        60,
        "environment.weather.rainfall",
        {"mixture": [{"weight": 0.9, "constant": 0}, {"weight": 0.1, "log_uniform": [0.5, 25]}]},
        "rain: it veils, wets the plate and leaves drops on it",
    ),
    number("snow", "1", 0, 1, "environment.weather.snowfall", _rarely(0.04, 0.1, 0.7), "on the plate"),
    number(
        "headlight_cd_m2",
        "cd/m^2",
        0,
        600,
        "environment.illumination.headlights",
        {"mixture": [{"weight": 0.7, "constant": 0}, {"weight": 0.3, "log_uniform": [3, 200]}]},
        "luminance of white film that sends the own headlights' light back",
    ),
    number(
        "leaf_shade",
        "1",
        0,
        1,
        "environment.illumination.shade",
        _rarely(0.25, 0.2, 1),
        "leaves before the sun",
    ),
    category(
        "background",
        {"sky": 0.06, "wood": 0.4, "trees": 0.14, "bare_trees": 0.06, "bank": 0.18, "buildings": 0.16},
        "scenery.special_structures",
        "what stands behind the sign",
    ),
    integer(
        "wires",
        "1",
        0,
        5,
        "scenery.special_structures.wires",
        {"choice": {0: 0.8, 1: 0.1, 2: 0.1}},
        "overhead",
    ),
    number(
        "occlusion", "1", 0, 0.6, _SIGN + ".occlusion", _rarely(0.06, 0.05, 0.35), "of its width, from a side"
    ),
    number("distance_m", "m", 3, 80, "dynamic.distance_to_sign", {"uniform": [9, 44]}, "camera to sign"),
    number(
        "lateral_m",
        "m",
        -8,
        8,
        "dynamic.lateral_distance_to_sign",
        _normal(2.6, 1.8, -5, 7),
        "sign to the right",
    ),
    number(
        "crop_border_px",
        "px",
        0,
        20,
        "subject_vehicle.sensor.camera.crop",
        {"uniform": [4, 6]},
        "least space on each side: so small signs fill less of their crops",
    ),
)

PARAMETERS: tuple[ParameterSpec, ...] = (
    *_OWN,
    *with_defaults(
        STREET_LIGHT,
        {
            "sun_elevation_deg": _normal(24, 18, -4, 75),
            "visibility_m": {
                "mixture": [
                    {"weight": 0.92, "log_uniform": [3000, 30000]},
                    {"weight": 0.08, "log_uniform": [60, 800]},
                ]
            },
        },
    ),
    *with_defaults(
        VEHICLE_CAMERA,
        {
            "focal_px": {"log_uniform": [950, 1250]},
            "crop_margin": _normal(0.11, 0.03, 0.02, 0.3),
            "crop_shift_x": _normal(0, 0.035, -0.15, 0.15),
            "crop_shift_y": _normal(0, 0.035, -0.15, 0.15),
            "camera_roll_deg": _normal(0, 4, -15, 15),
            "exposure_ev": _normal(-0.7, 1.3, -3.2, 1.6),
            "white_balance_mired": _normal(0, 20, -80, 80),
            "tint": _normal(0, 0.02, -0.08, 0.08),
            "veiling_glare": {
                "mixture": [
                    {"weight": 0.8, "uniform": [0.005, 0.05]},
                    {"weight": 0.2, "uniform": [0.05, 0.25]},
                ]
            },
            "bloom": {"uniform": [0, 0.12]},
            "contrast": _normal(1.8, 0.15, 1.2, 2.0),
            "defocus_px": {
                "mixture": [
                    {"weight": 0.92, "uniform": [0, 0.25]},
                    {"weight": 0.08, "log_uniform": [0.3, 1.8]},
                ]
            },
            "motion_px": {
                "mixture": [{"weight": 0.8, "constant": 0}, {"weight": 0.2, "log_uniform": [0.4, 3]}]
            },
            "iso_gain": {"log_uniform": [0.5, 4]},
            "saturation": _normal(1.1, 0.2, 0.5, 1.7),
            "sharpening": {"uniform": [0.4, 1.8]},
            "stored_scale": {"uniform": [0.9, 1]},
        },
    ),
)
