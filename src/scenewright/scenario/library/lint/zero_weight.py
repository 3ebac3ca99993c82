"""An option of a choice that has the weight 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenewright.documents.source import Path
from scenewright.errors import Problem
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    for name, data in subject.read.document.data.get("parameters", {}).items():
        for path in _zeros(data, ("parameters", name)):
            expected, fix = "options that can be drawn", "leave it out, or give it a share"
            found = f"'{path[-1]}' with the weight 0"
            yield subject.source.problem(path, expected=expected, found=found, fix=fix)


def _zeros(data: Any, path: Path) -> Iterator[Path]:
    if isinstance(data, list):
        for i, item in enumerate(data):
            yield from _zeros(item, (*path, i))
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if key == "choice" and isinstance(value, dict):
            yield from ((*path, key, option) for option, weight in value.items() if weight == 0)
        else:
            yield from _zeros(value, (*path, key))


RULE = Rule(id="zero-weight", level="warning", says="an option of weight 0", check=_check)
