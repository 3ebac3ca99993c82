"""Bucket schemes of the standards: selectable, because they disagree.

A range holds its lower end and not its upper one. Where a standard says "at most" at a lower end (night: 1 lx
and less), exactly that value belongs to the range above. Labels are the standard's own where it has words,
otherwise the range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["SCHEMES", "Scheme"]


@dataclass(frozen=True)
class Scheme:
    """Consecutive ranges that cut a quantity, open at both outer ends."""

    name: str
    unit: str
    labels: tuple[str, ...]
    """From low to high; one more than there are edges."""
    edges: tuple[float, ...]
    """Where one range ends and the next begins, ascending [unit]."""
    source: str

    def ranges(self) -> list[dict[str, str | float]]:
        """Buckets in document form."""
        lows, highs = (None, *self.edges), (*self.edges, None)
        return [
            {"label": label}
            | ({} if low is None else {"low": low})
            | ({} if high is None else {"high": high})
            for label, low, high in zip(self.labels, lows, highs, strict=True)
        ]


def _between(edges: Sequence[float], unit: str) -> tuple[str, ...]:
    """Labels for ranges that the standard only numbers."""
    inner = [f"{a:g} to {b:g} {unit}" for a, b in pairwise(edges)]
    return (f"below {edges[0]:g} {unit}", *inner, f"from {edges[-1]:g} {unit}")


_BEAUFORT = (
    "calm", "light air", "light breeze", "gentle breeze", "moderate breeze", "fresh breeze", "strong breeze",
    "near gale", "gale", "strong gale", "storm", "violent storm", "hurricane",
)  # fmt: skip
_ISO, _WMO, _OSI, _GBT = "ISO 34503:2023", "WMO No. 8", "ASAM OSI 3", "GB/T 45312-2025"
_WIND = (0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1, 20.7, 24.4, 28.4, 32.6)
_OSI_RAIN = ("none", "very light", "light", "moderate", "heavy", "very heavy", "extreme")
_OSI_FOG = (
    "dense fog", "thick fog", "light fog", "mist", "poor visibility", "moderate visibility",
    "good visibility", "excellent visibility",
)  # fmt: skip

SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "iso34503.rain",
            "mm/h",
            ("light", "moderate", "heavy", "violent", "cloudburst"),
            (2.5, 7.6, 50, 100),
            _ISO,
        ),
        Scheme("iso34503.snow_visibility", "km", ("heavy", "moderate", "light"), (0.5, 1), _ISO),
        Scheme("iso34503.illuminance", "lx", ("night", "low ambient", "day"), (1, 2000), _ISO),
        Scheme("iso34503.wind", "m/s", _BEAUFORT, _WIND, _ISO),
        Scheme(
            "iso34503.cloud",
            "okta",
            tuple(f"{n} okta" for n in range(9)),
            tuple(map(float, range(1, 9))),
            _ISO,
        ),
        Scheme("wmo.rain", "mm/h", ("light", "moderate", "heavy", "violent"), (2.5, 10, 50), _WMO),
        Scheme("wmo.snow", "mm/h", ("light", "moderate", "heavy"), (1, 5), f"{_WMO}, water equivalent"),
        Scheme("osi3.precipitation", "mm/h", _OSI_RAIN, (0.1, 0.5, 1.9, 8.1, 34, 149), _OSI),
        Scheme("osi3.visibility", "m", _OSI_FOG, (50, 200, 1000, 2000, 4000, 10000, 40000), _OSI),
        Scheme(
            "osi3.illuminance",
            "lx",
            tuple(f"level {n}" for n in range(1, 10)),
            (0.01, 1, 3, 10, 20, 400, 1000, 10000),
            _OSI,
        ),
        Scheme("gbt45312.visibility", "m", _between((50, 100, 200, 500), "m"), (50, 100, 200, 500), _GBT),
        Scheme("gbt45312.rain", "mm/h", _between((10, 15, 30, 50), "mm/h"), (10, 15, 30, 50), _GBT),
        Scheme("gbt45312.illuminance", "lx", _between((5, 50, 1000), "lx"), (5, 50, 1000), _GBT),
    )
}
"""Every scheme by name."""
