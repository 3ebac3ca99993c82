"""Derived values that are always the same."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.documents import shown
from scenewright.errors import Problem
from scenewright.scenario.distributions import clean
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    draws = subject.draws
    for name, expression in subject.scenario.derived.items():
        values = {clean(value) for value in draws.columns[name][draws.accepted]}
        if len(values) == 1:
            (value,) = values
            found = f"'{expression.text}' is {shown(value)} in all of {int(draws.accepted.sum())} samples"
            expected, fix = (
                "a derived value that varies",
                "leave it out, or widen the parameters that it reads",
            )
            yield subject.source.problem(("derived", name), expected=expected, found=found, fix=fix)


RULE = Rule(
    id="constant-derived", level="warning", says="a derived value that is always the same", check=_check
)
