"""A name that does not match its file's."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.scenario.library.catalogue import SUFFIX
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    last = subject.scenario.name.rpartition("/")[2]
    if subject.file.name != f"{last}{SUFFIX}":
        stem = subject.file.name.removesuffix(SUFFIX)
        expected, found = f"a name that ends in '{stem}', as its file's", f"'{subject.scenario.name}'"
        fix = f"rename the file {last}{SUFFIX}; another name changes the scenario's digest"
        yield subject.source.problem(("name",), expected=expected, found=found, fix=fix)


RULE = Rule(id="file-name", level="warning", says="a name that does not match its file's", check=_check)
