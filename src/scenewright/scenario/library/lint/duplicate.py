"""A scenario that says what another one says."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.identity import digest
from scenewright.scenario.document import Scenario
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE", "content_digest"]


def content_digest(scenario: Scenario) -> str:
    """Digest of what may happen, whatever it is called and aimed at."""
    document = scenario.to_document(resolved=True)
    return digest({**document, "name": "", "targets": [], "odd": None})


def _check(subject: Subject) -> Iterator[Problem]:
    if other := subject.others.get(content_digest(subject.scenario)):
        expected, fix = "scenarios that differ", "keep one of them, with the targets of both"
        found = f"the same as {other}, name, targets and odd aside"
        yield subject.source.problem(("name",), expected=expected, found=found, fix=fix)


RULE = Rule(
    id="duplicate", level="warning", says="the same as another scenario but for its name", check=_check
)
