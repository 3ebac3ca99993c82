"""Whether the conditions among a scenario's parameters can be met: parents, cases, no cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenewright.documents import shown
from scenewright.errors import nearest
from scenewright.scenario.distributions import Distribution, Path, Report, Value
from scenewright.scenario.fit import SpecDomain
from scenewright.scenario.spec import ParameterSpec

__all__ = ["check_conditions"]


def check_conditions(
    documents: Mapping[Path, Any],
    parameters: Mapping[str, Distribution],
    specs: Mapping[str, ParameterSpec],
    report: Report,
) -> None:
    """Report unknown parents, cases of values that a parent cannot have, missing cases and cycles.

    `documents` has distributions in document form by their path, which ends in the parameter's name;
    `parameters` all of the scenario.
    """
    unknown = False
    for where, data in documents.items():
        name = where[-1]
        for path, fragment in _conditionals(data, where):
            parent = fragment["given"]
            if parent in specs:
                _check_cases(fragment, path, specs[parent], parameters[parent].values(), report)
            else:
                unknown = True
                fix = nearest(parent, [other for other in specs if other != name])
                report((*path, "given"), expected="another parameter", found=f"'{parent}'", fix=fix)
    if not unknown and (cycle := _cycle(parameters)):
        where = next((path for path in documents if path[-1] == cycle[0]), ("parameters", cycle[0]))
        found, fix = " -> ".join(cycle), "give one of them a distribution of its own"
        if where[0] == "joint":
            fix = "list parents first in 'parameters' of the table, or take the condition out"
        report(where, expected="conditions without a cycle", found=found, fix=fix)


def _conditionals(data: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every fragment with `given`, and its path."""
    if not isinstance(data, dict):
        return
    if "given" in data:
        yield path, data
        for value, part in data["cases"].items():
            yield from _conditionals(part, (*path, "cases", value))
        yield from _conditionals(data.get("otherwise"), (*path, "otherwise"))
    for i, part in enumerate(data.get("mixture", ())):
        yield from _conditionals(part, (*path, "mixture", i))


def _check_cases(
    fragment: dict[str, Any],
    path: Path,
    parent: ParameterSpec,
    values: tuple[Value, ...] | None,
    report: Report,
) -> None:
    domain = SpecDomain(parent)
    covered: dict[Value, None] = {}
    for case in fragment["cases"]:
        where = (*path, "cases", case)
        value = domain.option(case, where, report)
        if value is not None and value in covered:
            report(where, expected="distinct cases", found=f"{shown(value)} twice", fix="keep one of them")
        if value is None:
            return
        covered[value] = None
    if "otherwise" in fragment:
        return
    if values is None:
        found, fix = f"{parent.name} has a continuous range", "add 'otherwise: ...'"
        report((*path, "cases"), expected="a distribution for every value", found=found, fix=fix)
    elif missing := [value for value in values if value not in covered]:
        names = ", ".join(str(value) for value in missing[:6])
        expected = f"a case for every value of {parent.name}"
        report(
            (*path, "cases"), expected=expected, found=f"none for {names}", fix="add it, or 'otherwise: ...'"
        )


def _cycle(parameters: Mapping[str, Distribution]) -> list[str]:
    """One cycle of conditions, its first name again at the end; empty when there is none."""
    free: set[str] = set()
    for start in parameters:
        trail: list[str] = []
        _follow(start, parameters, trail, free)
        if trail:
            return trail
    return []


def _follow(name: str, parameters: Mapping[str, Distribution], trail: list[str], free: set[str]) -> bool:
    """Extend `trail` until a name comes again; True then, and the trail is cut to the cycle."""
    if name in free:
        return False
    if name in trail:
        del trail[: trail.index(name)]
        trail.append(name)
        return True
    trail.append(name)
    if any(_follow(parent, parameters, trail, free) for parent in parameters[name].depends_on):
        return True
    trail.pop()
    free.add(name)
    return False
