"""Terms of ISO 34503 and PAS 1883 with their units, and the extensions that Scenewright's worlds use.

The tree is that of ISO 34503:2023 (and of BSI PAS 1883:2020, whose order it keeps), in dotted lower-case
names. Units are those that the standards state or that are in common use for the quantity.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TERMS", "Term", "known_term"]


@dataclass(frozen=True)
class Term:
    """One attribute of the taxonomy, or a branch of it."""

    name: str
    """Dotted, e.g. `environment.weather.rainfall`."""
    kind: str
    """`number`, `category`, or `branch` for what only has terms below it."""
    units: tuple[str, ...] = ()
    """Units that a numeric attribute may have; empty: any."""
    source: str = "ISO 34503"
    """`ISO 34503` or `extension`."""
    open: bool = False
    """Terms below it are accepted whatever their names."""


_LENGTH, _SPEED, _ANGLE = ("m", "km"), ("m/s", "km/h"), ("deg",)
_SHARE = ("1", "%")
_SIGNS = "scenery.drivable_area.signs"


def _branch(*names: str) -> list[Term]:
    return [Term(name, "branch") for name in names]


def _category(*names: str) -> list[Term]:
    return [Term(name, "category") for name in names]


def _extension(name: str, kind: str = "branch", units: tuple[str, ...] = (), *, open_: bool = False) -> Term:
    return Term(name, kind, units, "extension", open_)


_SCENERY = [
    *_branch("scenery", "scenery.drivable_area", "scenery.drivable_area.geometry"),
    *_branch("scenery.drivable_area.lane_specification", "scenery.drivable_area.surface", "scenery.junction"),
    *_category("scenery.zone", "scenery.drivable_area.type"),
    Term("scenery.drivable_area.geometry.horizontal", "number", ("m", "1/m")),
    *_category("scenery.drivable_area.geometry.transverse"),
    Term("scenery.drivable_area.geometry.longitudinal", "number", ("%", "deg")),
    Term("scenery.drivable_area.lane_specification.width", "number", ("m",)),
    *_category("scenery.drivable_area.lane_specification.marking"),
    *_category("scenery.drivable_area.lane_specification.type"),
    Term("scenery.drivable_area.lane_specification.count", "number", ("1",)),
    *_category("scenery.drivable_area.lane_specification.direction_of_travel"),
    Term("scenery.drivable_area.lane_specification.speed_limit", "number", _SPEED),
    *_category(_SIGNS, f"{_SIGNS}.information"),
    Term(f"{_SIGNS}.regulatory_and_warning", "category", (), "ISO 34503", True),
    *_category("scenery.drivable_area.edge", "scenery.drivable_area.shoulder"),
    *_category("scenery.drivable_area.surface.type", "scenery.drivable_area.surface.features"),
    *_category("scenery.drivable_area.surface.condition"),
    *_category("scenery.junction.roundabout", "scenery.junction.intersection"),
    *_category("scenery.basic_road_structures", "scenery.temporary_structures"),
    Term("scenery.special_structures", "category", (), "ISO 34503", True),
    _extension(f"{_SIGNS}.traffic_signal", open_=True),
]
_ENVIRONMENT = [
    *_branch("environment", "environment.weather", "environment.illumination"),
    *_branch("environment.illumination.natural", "environment.connectivity"),
    Term("environment.temperature", "number", ("degC", "K")),
    Term("environment.weather.wind", "number", _SPEED),
    Term("environment.weather.rainfall", "number", ("mm/h",)),
    *_category("environment.weather.rainfall.type"),
    Term("environment.weather.snowfall", "number", (*_LENGTH, "mm/h", "1")),
    *_category("environment.particulates"),
    *(
        Term(f"environment.particulates.{name}", "number", (*_LENGTH, "1"))
        for name in ("mist_fog", "sand_dust", "smoke", "ash", "spray", "marine")
    ),
    *_category("environment.illumination.day_or_night"),
    Term("environment.illumination.illuminance", "number", ("lx",)),
    *(
        Term(f"environment.illumination.{natural}{name}", "number", units)
        for natural in ("", "natural.")
        for name, units in (
            ("sun_elevation", _ANGLE),
            ("sun_position", _ANGLE),
            ("cloudiness", ("okta", *_SHARE)),
        )
    ),
    Term("environment.illumination.artificial", "category"),
    *_category("environment.connectivity.communication", "environment.connectivity.positioning"),
    _extension("environment.weather.humidity", "number", _SHARE),
    _extension("environment.illumination.headlights", "number", ("cd/m^2", "lx", "1")),
    _extension("environment.illumination.colour", "number", ("K", "mired")),
    _extension("environment.illumination.azimuth", "number", _ANGLE),
    *(
        _extension(f"environment.illumination.{name}", "number")
        for name in ("lamp", "shade", "walls", "window")
    ),
]
_DYNAMIC = [
    *_branch("dynamic", "dynamic.traffic", "dynamic.subject_vehicle"),
    Term("dynamic.traffic.agent_density", "number", ("1/km",)),
    Term("dynamic.traffic.volume", "number", ("km",)),
    Term("dynamic.traffic.flow_rate", "number", ("1/h",)),
    *_category("dynamic.traffic.agent_type", "dynamic.traffic.special_vehicles"),
    Term("dynamic.subject_vehicle.speed", "number", _SPEED),
    *_category("dynamic.subject_vehicle.manoeuvre"),
    _extension("dynamic.distance_to_sign", "number"),
    _extension("dynamic.distance_to_signal", "number"),
    _extension("dynamic.lateral_distance_to_sign", "number"),
]
_OTHER_MACHINES = [
    _extension(name, open_=True)
    for name in (
        "scenery.objects",
        "scenery.tray",
        "scenery.field",
        "scenery.surroundings",
        "subject_vehicle",
        "subject_robot",
    )
]

TERMS: dict[str, Term] = {term.name: term for term in (*_SCENERY, *_ENVIRONMENT, *_DYNAMIC, *_OTHER_MACHINES)}
"""Every term by its dotted name, scenery first."""


def known_term(name: str) -> Term | None:
    """The term, or the open branch that it lies below; None for one that the table does not have."""
    if name in TERMS:
        return TERMS[name]
    parts = name.split(".")
    above = (TERMS.get(".".join(parts[:n])) for n in range(len(parts) - 1, 0, -1))
    return next((Term(name, "any", (), t.source, True) for t in above if t and t.open), None)
