"""An option, mixture part or case that never happens: its parent or the constraints rule it out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenewright.errors import Problem
from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.document import Scenario
from scenewright.scenario.library.draws import Draws, many_draws
from scenewright.scenario.library.lint.base import Rule, Subject
from scenewright.scenario.library.parts import Part, parts

__all__ = ["RULE"]

ENOUGH = 30
"""Draws of a part by which it is judged."""
SURE = 300
"""Fewer than these, none of them accepted: more draws are made."""
MORE = 65536


def _check(subject: Subject) -> Iterator[Problem]:
    scenario, impossible = subject.scenario, set[tuple[str | int, ...]]()
    for name in scenario.declared:
        for path, says, values in _impossible(scenario, scenario.parameters[name], ()):
            impossible.add((name, *path))
            found = f"{says}, which has " + ", ".join(map(str, values[:6])) + ", ..." * (len(values) > 6)
            expected, fix = (
                "cases of values that the parent has",
                "remove the case, or let the parent have it",
            )
            where = ("parameters", name, *path)
            yield subject.source.problem(where, expected=expected, found=found, fix=fix)
    if not scenario.constraints:
        return
    draws = subject.draws
    never = list(_never_accepted(scenario, draws))
    if any(part.chosen.sum() < SURE for _, part in never):
        draws = many_draws(scenario, MORE)
        never = list(_never_accepted(scenario, draws))
    told: list[tuple[str | int, ...]] = []
    for name, part in never:
        path = (name, *part.path)
        inside = any(path[: len(outer)] == outer for outer in (*impossible, *told))
        if part.chosen.sum() >= ENOUGH and not inside:
            told.append(path)
            yield _problem(subject, draws, path, part)


def _never_accepted(scenario: Scenario, draws: Draws) -> Iterator[tuple[str, Part]]:
    accepted = draws.accepted
    for name in scenario.declared:
        for part in parts(scenario.parameters[name], draws.points[name], draws.columns):
            if not (part.chosen & accepted).any():
                yield name, part


def _problem(subject: Subject, draws: Draws, path: tuple[str | int, ...], part: Part) -> Problem:
    rejected = (~draws.met[:, part.chosen]).mean(axis=1)
    worst = int(np.argmax(rejected))
    found = (
        f"{part.says}: none of {part.chosen.sum()} draws of it meets the constraints; "
        f"'{subject.scenario.constraints[worst].text}' rejects {rejected[worst]:.0%} of them"
    )
    fix = "leave it out, or widen that constraint"
    where = ("parameters", *path)
    return subject.source.problem(where, expected="choices that can happen", found=found, fix=fix)


def _impossible(
    scenario: Scenario, distribution: Distribution, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, list[str]]]:
    """Cases of values that the parent's own distribution does not have: path, words, what it has."""
    if isinstance(distribution, Mixture):
        for i, part in enumerate(distribution.parts):
            yield from _impossible(scenario, part, (*path, "mixture", i))
    if not isinstance(distribution, Conditional):
        return
    values = scenario.parameters[distribution.given].values()
    known = None if values is None else {_text(value) for value in values}
    for value, part in zip(distribution.case_values, distribution.case_parts, strict=True):
        where = (*path, "cases", str(value))
        if known is not None and _text(value) not in known:
            yield where, f"a case of {distribution.given} = {value!r}", sorted(known)
        else:
            yield from _impossible(scenario, part, where)
    if distribution.otherwise is None:
        return
    where = (*path, "otherwise")
    if known is not None and known <= {_text(value) for value in distribution.case_values}:
        yield where, f"'otherwise', beside a case for every value of {distribution.given}", sorted(known)
    else:
        yield from _impossible(scenario, distribution.otherwise, where)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{float(str(value)):g}"
    except ValueError:
        return str(value)


RULE = Rule(
    id="unreachable-choice",
    level="warning",
    says="an option, mixture part or case that its parent or the constraints never let happen",
    check=_check,
)
