"""Whether a domain is in the units of a world: nothing is converted on the way into buckets."""

from __future__ import annotations

from collections.abc import Mapping

from scenewright.errors import Problem
from scenewright.scenario.odd.load import Odd
from scenewright.scenario.units import conversion

__all__ = ["unit_problems"]


def unit_problems(odd: Odd, units: Mapping[str, str], world: str, file: str = "") -> list[Problem]:
    """Attributes that are a parameter of `world`, in another unit; `units` has that of each parameter.

    An attribute without a unit, and one that is an expression, are not judged.
    """
    found = []
    for attribute in odd.attributes:
        name, unit = attribute.parameter.strip(), attribute.unit
        own = units.get(name)
        if not unit or own is None or unit == (own or "1"):
            continue
        fix = f"write 'unit: {own}', with buckets in it" if own else "leave the unit out"
        if (factor := conversion(own, unit)) is not None:
            fix += f", or 'parameter: \"{name} * {float(factor):g}\"'"
        found.append(
            Problem(
                expected=f"the unit of '{name}' in the world '{world}', {own or 'which has none'}",
                found=f"'{unit}' of attribute '{attribute.name}'",
                file=file or odd.name,
                field=f"attributes.{attribute.name}.unit",
                fix=fix,
            )
        )
    return found
