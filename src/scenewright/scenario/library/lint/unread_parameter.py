"""A parameter that the scenario sets and that its world does not read: it says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.documents import shown
from scenewright.errors import Problem
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    for name in subject.unread.names:
        value = shown(subject.read.document.data["parameters"][name])
        says = f"{value}, not read in {subject.unread.samples} samples"
        fix = "leave it out, or let other parameters vary so that it matters"
        expected = f"a parameter that the world '{subject.scenario.world}' reads"
        yield subject.source.problem(("parameters", name), expected=expected, found=says, fix=fix)


RULE = Rule(
    id="unread-parameter",
    level="warning",
    says="a parameter that the world does not read in the samples that were built",
    check=_check,
)
