"""A world of which it could not be seen which parameters it reads."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    if why := subject.unread.unknown:
        expected = "a world that shows which parameters it reads"
        found, fix = f"'{subject.scenario.world}': {why}", "look at a preview; --builds 0 does not ask"
        yield subject.source.problem(("world",), expected=expected, found=found, fix=fix)


RULE = Rule(
    id="unasked-world",
    level="note",
    says="a world of which it could not be seen which parameters it reads",
    check=_check,
)
