"""A region of a scenario's parameters as cells of a domain: ranges that distributions can be held to."""

from __future__ import annotations

import re

import numpy as np

from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.scenario.columns import evaluated
from scenewright.scenario.distributions.joint import JointColumn
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain import Domain, DomainAttribute
from scenewright.scenario.narrow import Part, narrowed
from scenewright.scenario.sampling import draw_columns

__all__ = ["region_domain"]

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_COMPARED = re.compile(rf"(\w+)\s*(>=|<=|>|<|=)\s*({_NUMBER}|'[^']*'|true|false)")
_BETWEEN = re.compile(rf"(\w+)\s+between\s+({_NUMBER})\s+and\s+({_NUMBER})", re.IGNORECASE)
_AMONG = re.compile(r"(\w+)\s+in\s*\(\s*('[^']*'(?:\s*,\s*'[^']*')*)\s*\)", re.IGNORECASE)
_ONE = re.compile(rf"(?:{_COMPARED.pattern})|(?i:{_AMONG.pattern})")
_NONE = ("no value",)


def region_domain(region: str, scenario: Scenario) -> Domain:
    """One cell: the values of which `region`, an expression over parameters, is true.

    Comparisons of one parameter that are joined by `and` become ranges and sets, so that its distribution is
    held to them; anything else stays a condition that draws have to meet. Raises `InputError`.
    """
    _check(region, scenario)
    parts: dict[str, Part] = {}
    rest = []
    for text in _conjuncts(region):
        compared = _part(text, scenario)
        if compared is None:
            rest.append(text)
            continue
        name, part = compared
        parts[name] = _both(parts[name], part) if name in parts else part
    unreached = [
        name
        for name, part in parts.items()
        if not isinstance(whole := scenario.parameters[name], JointColumn) and narrowed(whole, part) is None
    ]
    if unreached:
        expected, fix = "a region that the scenario reaches", "widen the region, or the scenario's parameters"
        found = f"'{region}', where {' and '.join(unreached)} never lies"
        raise InputError(Problem(expected=expected, found=found, field="region", fix=fix))
    attributes = [
        DomainAttribute(f"region of {name}", (name,), name, ("inside",), (part,))
        for name, part in parts.items()
    ]
    if rest:
        text = " and ".join(f"({each})" for each in rest)
        read = Expression.parse(text, field="region").columns
        attributes.append(
            DomainAttribute("rest of the region", read, text, ("inside",), (Part(values=(True,)),))
        )
    return Domain(region, "", tuple(attributes), ())


def _check(region: str, scenario: Scenario) -> None:
    """Raise `InputError` for a region that is no condition on parameters."""
    expression = Expression.parse(region, field="region")
    if problems := [
        Problem(
            expected="names of parameters",
            found=f"'{name}' in '{region}'",
            field="region",
            fix=nearest(name, list(scenario.parameters)),
        )
        for name in expression.unknown(tuple(scenario.parameters))
    ]:
        raise InputError(problems)
    columns = draw_columns(scenario, root="region", strategy="random", indices=np.arange(8)).columns
    if any(not isinstance(value, bool | None) for value in evaluated(expression, columns).tolist()):
        expected, fix = "a condition (true or false)", "compare it with something, e.g. '... > 0'"
        raise InputError(Problem(expected=expected, found=f"'{region}'", field="region", fix=fix))


def _conjuncts(region: str) -> list[str]:
    """The parts of a conjunction; the whole where brackets, quotes or other words could hide an `and`."""
    plain = _BETWEEN.sub(lambda m: f"{m[1]} >= {m[2]} and {m[1]} <= {m[3]}", region.strip())
    found: list[str] = []

    def put_by(match: re.Match[str]) -> str:
        found.append(match[0])
        return "x"

    words = _ONE.sub(put_by, plain)
    return found if re.fullmatch(r"x(?:\s+and\s+x)*", words, re.IGNORECASE) else [region]


def _part(text: str, scenario: Scenario) -> tuple[str, Part] | None:
    if (m := _AMONG.fullmatch(text.strip())) and m[1] in scenario.parameters:
        return m[1], Part(values=tuple(re.findall(r"'([^']*)'", m[2])))
    m = _COMPARED.fullmatch(text.strip())
    if m is None or m[1] not in scenario.parameters:
        return None
    name, sign, value = m.groups()
    if value.startswith("'"):
        return (name, Part(values=(value[1:-1],))) if sign == "=" else None
    if value in ("true", "false"):
        return (name, Part(values=(value == "true",))) if sign == "=" else None
    number = float(value)
    low = {">=": number, ">": float(np.nextafter(number, np.inf)), "=": number}.get(sign, -np.inf)
    high = {"<=": number, "<": float(np.nextafter(number, -np.inf)), "=": number}.get(sign, np.inf)
    return name, Part(low, high)


def _both(one: Part, two: Part) -> Part:
    if one.values or two.values:
        first, second = (one, two) if one.values else (two, one)
        return Part(values=tuple(value for value in first.values if second.has(value)) or _NONE)
    return Part(max(one.low, two.low), min(one.high, two.high))
