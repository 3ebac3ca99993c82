"""Tags of the OpenLABEL 1.0 ontology by the ODD term of the parameter that they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scenewright.scenario import ParameterSpec

__all__ = ["ONTOLOGY", "TAGS", "ValueTag", "tags_of"]

ONTOLOGY = "https://openlabel.asam.net/V1-0-0/ontologies/"


@dataclass(frozen=True)
class ValueTag:
    """A property of the ontology with a number."""

    name: str
    scale: Mapping[str, float]
    """Unit of a parameter -> factor to the property's unit; other units have no tag."""
    whole: bool = False
    """The ontology wants a whole number."""


_TERMS: tuple[tuple[tuple[str, ...], ValueTag], ...] = (
    (("environment.weather.rainfall",), ValueTag("weatherRainValue", {"mm/h": 1})),
    (("environment.weather.snowfall",), ValueTag("weatherSnowValue", {"km": 1, "m": 0.001})),
    (("environment.weather.wind",), ValueTag("weatherWindValue", {"m/s": 1, "km/h": 1 / 3.6})),
    (("environment.particulates.mist_fog",), ValueTag("particulatesWaterValue", {"m": 1, "km": 1000})),
    (
        ("environment.illumination.sun_elevation", "environment.illumination.natural.sun_elevation"),
        ValueTag("daySunElevationValue", {"deg": 1}),
    ),
    (
        ("environment.illumination.cloudiness", "environment.illumination.natural.cloudiness"),
        ValueTag("illuminationCloudinessValue", {"okta": 1, "1": 8, "%": 0.08}),
    ),
    (("dynamic.traffic.agent_density",), ValueTag("trafficAgentDensityValue", {"1/km": 1}, True)),
    (("dynamic.traffic.volume",), ValueTag("trafficVolumeValue", {"km": 1}, True)),
    (("dynamic.traffic.flow_rate",), ValueTag("trafficFlowRateValue", {"1/h": 1}, True)),
    (
        ("dynamic.subject_vehicle.speed",),
        ValueTag("subjectVehicleSpeedValue", {"km/h": 1, "m/s": 3.6}, True),
    ),
    (
        ("scenery.drivable_area.lane_specification.width",),
        ValueTag("laneSpecificationDimensionsValue", {"m": 1}),
    ),
    (
        ("scenery.drivable_area.lane_specification.count",),
        ValueTag("laneSpecificationLaneCountValue", {"1": 1}, True),
    ),
)
TAGS: dict[str, ValueTag] = {term: tag for terms, tag in _TERMS for term in terms}
"""Tag by dotted term."""
_SUN_POSITION = ("environment.illumination.sun_position", "environment.illumination.natural.sun_position")


def tags_of(parameters: Iterable[ParameterSpec], sample: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tags of one sample: `type`, and `tag_data` where the tag has a value.

    Beside values: `IlluminationDay` where the sun stands above the horizon, else `IlluminationLowLight`; by
    day the sun's position in the camera's view, from an angle of 0 ahead, positive to the right.
    """
    found: list[dict[str, Any]] = []
    elevation = position = None
    for spec in parameters:
        value = sample.get(spec.name)
        if isinstance(value, str | bool | None) or value != value:
            continue
        tag = TAGS.get(spec.odd_attribute)
        if tag is not None and spec.unit in tag.scale:
            number = float(value) * tag.scale[spec.unit]
            plain: float = round(number) if tag.whole else number
            found.append({"type": tag.name, "tag_data": {"num": [{"type": "value", "val": plain}]}})
            if tag.name == "daySunElevationValue":
                elevation = float(value)
        if spec.odd_attribute in _SUN_POSITION and spec.unit == "deg":
            position = float(value)
    if elevation is not None:
        found.append({"type": "IlluminationDay" if elevation >= 0 else "IlluminationLowLight"})
    if position is not None and elevation is not None and elevation >= 0:
        found.append({"type": _side(position)})
    return found


def _side(angle_deg: float) -> str:
    angle = (angle_deg + 180) % 360 - 180
    if abs(angle) <= 45:
        return "SunPositionFront"
    if abs(angle) >= 135:
        return "SunPositionBehind"
    return "SunPositionRight" if angle > 0 else "SunPositionLeft"
