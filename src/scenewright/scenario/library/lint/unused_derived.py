"""Derived values that nothing reads: no constraint, no attribute of the domain, no region aimed at."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.expressions import Expression
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    scenario, odd = subject.scenario, subject.odd
    texts = [constraint.text for constraint in scenario.constraints]
    texts += [attribute.parameter for attribute in (odd.attributes if odd else ()) if attribute.parameter]
    modes = subject.project.modes if subject.project else {}
    texts += [mode.region for target in scenario.targets if (mode := modes.get(target)) and mode.region]
    used = {column for text in texts for column in Expression.parse(text).columns}
    for name in scenario.derived:
        if name not in used:
            found = f"'{name}', which no constraint, domain or target reads"
            fix = "leave it out; keep it where slices or coverage of your own read it"
            expected = "derived values that something reads"
            yield subject.source.problem(("derived", name), expected=expected, found=found, fix=fix)


RULE = Rule(id="unused-derived", level="warning", says="a derived value that nothing reads", check=_check)
