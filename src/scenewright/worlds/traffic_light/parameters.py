"""Parameters of the world `traffic_light`: unit, range, ODD attribute (ISO 34503 terms) and default."""

from __future__ import annotations

from typing import Any

from scenewright.scenario import ParameterSpec, category, integer, number
from scenewright.worlds.street_parameters import STREET_LIGHT, VEHICLE_CAMERA

__all__ = ["PARAMETERS"]


_SIGNAL = "scenery.drivable_area.signs.traffic_signal"


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
    *STREET_LIGHT,
    number(
        "distance_m", "m", 8, 80, "dynamic.distance_to_signal", {"log_uniform": [16, 70]}, "camera to head"
    ),
    *VEHICLE_CAMERA,
)
