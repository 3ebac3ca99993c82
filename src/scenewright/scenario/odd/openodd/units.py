"""Unit types of OpenODD and the units that are written with them."""

from __future__ import annotations

__all__ = ["EXTRA", "SPELLED", "UNIT_TYPES", "plain_unit"]

UNIT_TYPES = {
    "m": "length",
    "km": "length",
    "cm": "length",
    "mm": "length",
    "m/s": "velocity",
    "km/h": "velocity",
    "s": "time",
    "deg": "angle",
    "mm/h": "precipitation_rate",
    "K": "temperature",
    "degC": "temperature",
    "%": "fraction",
    "lx": "illuminance",
    "Hz": "frequency",
    "okta": "cloud_coverage",
    "": "fraction",
    "1": "fraction",
}
"""Unit here -> unit type of OpenODD."""
EXTRA = {"okta": "eighth"}
"""Units that readers of OpenODD need not know -> a name for the same unit, as a conversion has two."""
SPELLED = {
    "lux": "lx",
    "oktas": "okta",
    "mm/hr": "mm/h",
    "kph": "km/h",
    "degree": "deg",
    "degrees": "deg",
    "C": "degC",
}
"""Other spellings -> unit here."""
_WRITTEN = {"degC": "C", "1": ""}


def plain_unit(unit: str) -> str:
    """A unit as OpenODD writes it."""
    return _WRITTEN.get(unit, unit)
