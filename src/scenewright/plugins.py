"""Plug-ins by entry points; built-ins come through the same door.

A family is an entry-point group `scenewright.<family>`. Units are imported when first asked for.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from scenewright.errors import InputError, Problem, ScenewrightError, nearest

__all__ = ["load", "names"]

FAMILIES = ("worlds", "annotators", "exporters", "probes", "executors", "gates")


def names(family: str) -> tuple[str, ...]:
    """Sorted names of all units of a family. Raises `ScenewrightError` if two packages claim one name."""
    return tuple(sorted(_points(family)))


@cache
def load(family: str, name: str) -> Any:
    """The object that a unit's entry point names.

    Raises `InputError` when the family has no such unit, `ScenewrightError` when its name is taken twice.
    """
    points = _points(family)
    if name not in points:
        raise InputError(
            Problem(
                expected=f"the name of an installed {family.rstrip('s')}",
                found=f"'{name}'",
                fix=nearest(name, list(points)),
            )
        )
    return points[name].load()


@cache
def _points(family: str) -> dict[str, EntryPoint]:
    if family not in FAMILIES:
        raise ValueError(f"expected a plug-in family out of {FAMILIES}, found '{family}'")
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=f"scenewright.{family}"):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise ScenewrightError(
                Problem(
                    expected=f"one {family} plug-in called '{point.name}'",
                    found=f"two: {other.value} and {point.value}",
                    fix="uninstall one of the two packages",
                )
            )
    return found
