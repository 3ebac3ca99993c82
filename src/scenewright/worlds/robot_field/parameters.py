"""Parameters of the world `robot_field`: the field and what is on it. Unit, range, attribute and default."""

from __future__ import annotations

from typing import Any

from scenewright.scenario import ParameterSpec, category, integer, number
from scenewright.worlds.robot_field.sensing import SENSING

__all__ = ["PARAMETERS"]

_FIELD = "scenery.field"
_OBJECTS = "scenery.objects"
_ROOM = "scenery.surroundings"


def _by_setting(room: Any, hall: Any, studio: Any) -> dict[str, Any]:
    return {"given": "setting", "cases": {"room": room, "hall": hall, "studio": studio}}


def _unless_empty(empty: Any, otherwise: Any) -> dict[str, Any]:
    return {"given": "arrangement", "cases": {"empty": empty}, "otherwise": otherwise}


def _choice(name: str, values: tuple[str, ...], odd: str, default: Any, doc: str) -> ParameterSpec:
    """A category whose probabilities depend on another parameter."""
    return ParameterSpec(
        name=name,
        kind="category",
        unit="",
        low=None,
        high=None,
        values=values,
        odd_attribute=odd,
        default=default,
        doc=doc,
    )


_SCENE: tuple[ParameterSpec, ...] = (
    category("setting", {"room": 0.66, "hall": 0.3, "studio": 0.04}, _ROOM + ".kind", "where the field is"),
    _choice(
        "arrangement",
        ("play", "duel", "row", "spread", "empty"),
        _OBJECTS + ".arrangement",
        _by_setting(
            {"choice": {"play": 0.64, "duel": 0.22, "row": 0.02, "spread": 0.03, "empty": 0.09}},
            {"choice": {"play": 0.27, "duel": 0.18, "row": 0.16, "spread": 0.3, "empty": 0.09}},
            {"choice": {"play": 0.5, "duel": 0.5}},
        ),
        "how the robots stand",
    ),
    integer(
        "robots",
        "",
        0,
        14,
        _OBJECTS + ".robots.count",
        _unless_empty(
            0,
            _by_setting(
                {"choice": {"0": 0.12, "1": 0.48, "2": 0.33, "3": 0.07}},
                {
                    "choice": {
                        "1": 0.12,
                        "2": 0.13,
                        "3": 0.14,
                        "4": 0.14,
                        "5": 0.12,
                        "6": 0.12,
                        "8": 0.12,
                        "11": 0.11,
                    }
                },
                {"choice": {"1": 0.85, "2": 0.15}},
            ),
        ),
        "robots on the field",
    ),
    integer(
        "balls",
        "",
        0,
        6,
        _OBJECTS + ".balls.count",
        _unless_empty(
            0,
            _by_setting(
                {"choice": {"0": 0.1, "1": 0.3, "2": 0.24, "3": 0.26, "4": 0.1}},
                {"choice": {"0": 0.33, "1": 0.55, "2": 0.12}},
                {"choice": {"0": 0.5, "1": 0.5}},
            ),
        ),
        "balls on the field",
    ),
    _choice(
        "goal",
        ("none", "present"),
        _OBJECTS + ".goal",
        _unless_empty(
            "none",
            _by_setting(
                {"choice": {"none": 0.28, "present": 0.72}},
                {"choice": {"none": 0.4, "present": 0.6}},
                "none",
            ),
        ),
        "a goal at the far side",
    ),
    number("goal_width_m", "m", 0.5, 1.4, _OBJECTS + ".goal", {"uniform": [0.72, 1.12]}, "between its sides"),
    number(
        "goal_reflectance",
        "",
        0.01,
        0.9,
        _OBJECTS + ".goal",
        _by_setting(
            {"uniform": [0.4, 0.75]},
            {"mixture": [{"weight": 0.8, "uniform": [0.5, 0.88]}, {"weight": 0.2, "uniform": [0.02, 0.4]}]},
            0.8,
        ),
        "of its boards",
    ),
    number(
        "subject_m",
        "m",
        0.3,
        8,
        _OBJECTS + ".robots.distance",
        _by_setting({"log_uniform": [0.45, 2.2]}, {"log_uniform": [0.5, 5]}, {"log_uniform": [0.4, 0.9]}),
        "distance of the robot that the view is about",
    ),
    number(
        "open_robots",
        "",
        0,
        1,
        _OBJECTS + ".robots.design",
        _by_setting(0.7, 0.35, 0.5),
        "share of designs with a gap between base and shell",
    ),
    number(
        "dark_robots",
        "",
        0,
        1,
        _OBJECTS + ".robots.design",
        _by_setting(0.93, 0.82, 0.9),
        "share of designs with a black shell",
    ),
    number("wear", "", 0, 1, _OBJECTS + ".robots.wear", {"uniform": [0, 0.7]}, "fading of the dots"),
    number(
        "ball_redness",
        "",
        0,
        1,
        _OBJECTS + ".balls.colour",
        _by_setting({"uniform": [0.5, 1]}, {"uniform": [0, 0.9]}, {"uniform": [0, 1]}),
        "from orange to nearly red",
    ),
    _choice(
        "carpet",
        ("olive", "green", "dark_green", "pale", "sea", "brown"),
        _FIELD + ".carpet.kind",
        _by_setting(
            {"choice": {"olive": 0.9, "green": 0.04, "dark_green": 0.03, "brown": 0.03}},
            {
                "choice": {
                    "olive": 0.05,
                    "green": 0.42,
                    "dark_green": 0.17,
                    "pale": 0.22,
                    "sea": 0.11,
                    "brown": 0.03,
                }
            },
            {"choice": {"green": 0.5, "dark_green": 0.3, "sea": 0.2}},
        ),
        "colour family of the carpet",
    ),
    number(
        "carpet_tufts", "", 0, 0.6, _FIELD + ".carpet.tufts", {"uniform": [0.05, 0.3]}, "contrast of fibres"
    ),
    number(
        "carpet_patches",
        "",
        0,
        0.5,
        _FIELD + ".carpet.patches",
        {"uniform": [0.02, 0.14]},
        "contrast of trodden areas",
    ),
    integer(
        "lines",
        "",
        0,
        6,
        _FIELD + ".lines.count",
        _by_setting({"choice": {"0": 0.15, "1": 0.42, "2": 0.31, "3": 0.12}}, {"integer": [0, 5]}, 0),
        "lines on the carpet",
    ),
    number(
        "line_width_mm", "mm", 5, 60, _FIELD + ".lines.width", {"log_uniform": [14, 40]}, "width of the lines"
    ),
    number("line_wear", "", 0, 1, _FIELD + ".lines.wear", {"uniform": [0, 0.6]}, "loss of their white"),
    number(
        "wall_distance_m",
        "m",
        0.8,
        15,
        _ROOM + ".distance",
        _by_setting({"log_uniform": [1.25, 2.6]}, {"log_uniform": [1.8, 8]}, {"uniform": [1, 2.5]}),
        "from the camera to the end of the field",
    ),
    number(
        "wall_reflectance",
        "",
        0.05,
        0.92,
        _ROOM + ".reflectance",
        {"uniform": [0.76, 0.92]},
        "of a room's walls",
    ),
    integer(
        "people",
        "",
        0,
        20,
        _ROOM + ".people",
        _by_setting(0, {"choice": {"0": 0.15, "1": 0.1, "2": 0.15, "4": 0.2, "8": 0.2, "14": 0.2}}, 0),
        "people beyond the border",
    ),
)

PARAMETERS: tuple[ParameterSpec, ...] = _SCENE + SENSING
