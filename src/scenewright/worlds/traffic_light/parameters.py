"""Parameters of the world `traffic_light`: unit, range, ODD attribute (ISO 34503 terms) and default."""

from __future__ import annotations

from typing import Any

from scenewright.scenario import ParameterSpec, category, integer, number

__all__ = ["PARAMETERS"]


_SIGNAL = "scenery.drivable_area.signs.traffic_signal"
_LIGHT = "environment.illumination"
_CAMERA = "subject_vehicle.sensor.camera"


def _normal(mean: float, sd: float, low: float, high: float) -> dict[str, Any]:
    return {"normal": {"mean": mean, "sd": sd, "low": low, "high": high}}


PARAMETERS: tuple[ParameterSpec, ...] = (
    category(
        "state", {"red": 0.34, "yellow": 0.3, "green": 0.34, "off": 0.02}, _SIGNAL + ".state", "lit lamp"
    ),
    category(
        "mask",
        {"ball": 0.8, "arrow_left": 0.07, "arrow_right": 0.04, "arrow_up": 0.09},
        _SIGNAL + ".mask",
        "shape that the lenses show",
    ),
    category(
        "lamp_technology", {"led": 0.8, "incandescent": 0.2}, _SIGNAL + ".lamp", "light source and lens look"
    ),
    number(
        "lamp_luminance_cd_m2",
        "cd/m^2",
        300,
        60000,
        _SIGNAL + ".luminance",
        {"log_uniform": [2500, 25000]},
        "luminance of the lit lens on its axis (EN 12368 performance levels and ageing)",
    ),
    category("lens_diameter_mm", {"200": 0.25, "300": 0.75}, _SIGNAL + ".size", "lens diameter [mm]"),
    category(
        "housing_color",
        {"black": 0.62, "dark_green": 0.13, "yellow": 0.17, "grey": 0.08},
        _SIGNAL + ".housing",
        "paint of the housing; visors are black inside",
    ),
    category(
        "back_plate",
        {"none": 0.55, "plain": 0.38, "reflective_border": 0.07},
        _SIGNAL + ".back_plate",
        "dark plate behind the head, with or without a yellow retro-reflective border",
    ),
    category(
        "visor",
        {"tunnel": 0.45, "cap": 0.2, "cutaway": 0.25, "full": 0.1},
        _SIGNAL + ".visor",
        "shape of the visors",
    ),
    category(
        "mounting",
        {"pole": 0.35, "mast_arm": 0.4, "span_wire": 0.25},
        _SIGNAL + ".mounting",
        "what carries it",
    ),
    number(
        "mounting_height_m", "m", 2.2, 7.0, _SIGNAL + ".height", _normal(5.2, 0.8, 2.2, 7.0), "head centre"
    ),
    number(
        "head_yaw_deg",
        "deg",
        -75,
        75,
        _SIGNAL + ".orientation",
        _normal(0, 22, -75, 75),
        "turn of the head away from the camera about the vertical",
    ),
    number(
        "head_roll_deg",
        "deg",
        -15,
        15,
        _SIGNAL + ".orientation",
        _normal(0, 3, -15, 15),
        "sway or poor fixing",
    ),
    number(
        "weathering", "1", 0, 1, _SIGNAL + ".condition", {"uniform": [0, 1]}, "fading and dirt of the paint"
    ),
    integer(
        "neighbour_heads",
        "1",
        0,
        3,
        _SIGNAL + ".neighbours",
        {"choice": {0: 0.62, 1: 0.28, 2: 0.1}},
        "further heads beside it, with states of their own",
    ),
    category(
        "background",
        {"sky": 0.42, "trees": 0.2, "bare_trees": 0.15, "buildings": 0.23},
        "scenery.special_structures",
        "what stands behind the head",
    ),
    integer("wires", "1", 0, 5, "scenery.special_structures.wires", {"integer": [0, 3]}, "overhead wires"),
    number(
        "occlusion",
        "1",
        0,
        0.6,
        _SIGNAL + ".occlusion",
        {"mixture": [{"weight": 0.94, "constant": 0}, {"weight": 0.06, "uniform": [0.05, 0.35]}]},
        "how far a branch or pole reaches in front of the head, as a fraction of its width",
    ),
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
    number(
        "distance_m", "m", 8, 80, "dynamic.distance_to_signal", {"log_uniform": [16, 70]}, "camera to head"
    ),
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
