"""Units of parameters, and the exact factors between those of one dimension."""

from __future__ import annotations

import math
from fractions import Fraction

from scenewright.errors import nearest

__all__ = ["UNITS", "Factor", "conversion", "converted", "unit_mismatch"]

Factor = Fraction | float
"""Exact where it is a ratio of whole numbers."""

_THOUSANDTH, _HOUR_S = Fraction(1, 1000), 3600
UNITS: dict[str, dict[str, Factor]] = {
    "a length": {
        "um": _THOUSANDTH**2,
        "mm": _THOUSANDTH,
        "cm": Fraction(1, 100),
        "m": Fraction(1),
        "km": Fraction(1000),
    },
    "an angle": {"deg": Fraction(1), "rad": 180 / math.pi, "mrad": 0.18 / math.pi},
    "a time": {
        "us": _THOUSANDTH**2,
        "ms": _THOUSANDTH,
        "s": Fraction(1),
        "min": Fraction(60),
        "h": Fraction(_HOUR_S),
    },
    "a speed": {"m/s": Fraction(1), "km/h": Fraction(1000, _HOUR_S)},
    "a rate of rain": {"mm/h": Fraction(1), "cm/h": Fraction(10), "mm/min": Fraction(60)},
    "an illuminance": {"lx": Fraction(1), "klx": Fraction(1000)},
    "a luminance": {"cd/m^2": Fraction(1), "kcd/m^2": Fraction(1000)},
    "a luminous intensity": {"mcd": _THOUSANDTH, "cd": Fraction(1), "kcd": Fraction(1000)},
    "a mass": {"g": _THOUSANDTH, "kg": Fraction(1), "t": Fraction(1000)},
    "a frequency": {"Hz": Fraction(1), "kHz": Fraction(1000)},
    "a plain number": {"1": Fraction(1), "%": Fraction(1, 100)},
    "a temperature": {"K": Fraction(1)},
    "a shift of colour temperature": {"mired": Fraction(1)},
    "an exposure value": {"EV": Fraction(1)},
    "a length in the image": {"px": Fraction(1)},
    "a cloud cover": {"okta": Fraction(1)},
}
"""Dimension -> unit -> how many of the dimension's own unit it is (NIST SP 811, appendix B)."""


def conversion(written: str, wanted: str) -> Factor | None:
    """By what a number in unit `written` is multiplied to be in `wanted`; None where it cannot be.

    A world's `""` and `"1"` are plain numbers.
    """
    wanted = wanted or "1"
    if written == wanted:
        return Fraction(1)
    for units in UNITS.values():
        if written in units and wanted in units:
            return units[written] / units[wanted]
    return None


def converted(value: float, factor: Factor) -> float:
    """`value` times `factor`, rounded once; whole numbers stay whole numbers where nothing changes."""
    if factor == 1:
        return value
    return float(Fraction(value) * factor) if isinstance(factor, Fraction) else value * factor


def unit_mismatch(written: str, wanted: str) -> tuple[str, str, str]:
    """What was expected, what was found and a fix, where a unit is unknown or of another dimension."""
    wanted = wanted or "1"
    known = next((units for units in UNITS.values() if wanted in units), {wanted: Fraction(1)})
    expected = ("a unit such as " if len(known) > 1 else "the unit ") + ", ".join(known)
    found, fix = f"'{written}'", f"write 'unit: {wanted}', or leave it out"
    other = next((name for name, units in UNITS.items() if written in units), "")
    if other:
        return expected, f"{found}, {other}", fix
    close = nearest(written, list(known))
    return expected, found, close if close.startswith("did") else fix
