"""A child that says again what its parent says, or leaves out what it sets itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenewright.documents import shown
from scenewright.errors import Problem
from scenewright.scenario.library.lint.base import Rule, Subject
from scenewright.scenario.library.merge import LISTS, MAPPINGS, merged

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    own, *parents = subject.read.layers
    if not parents:
        return
    parent: dict[str, Any] = {}
    for layer in reversed(parents):
        parent = merged(parent, layer.data)
    without, fix = own.data.get("without", {}), "remove it here"
    for part in (*MAPPINGS, *LISTS):
        given, inherited, left_out = own.data.get(part, ()), parent.get(part, ()), without.get(part, ())
        for i, entry in enumerate(given):
            path = (part, entry if part in MAPPINGS else i)
            if entry in left_out:
                expected, found = "entries left out or given", f"{shown(entry)} in 'without' as well"
                yield own.source.problem(path, expected=expected, found=found, fix="remove it from 'without'")
            elif entry in inherited and (part in LISTS or given[entry] == inherited[entry]):
                found = f"{shown(entry)}, as in '{own.data['extends']}'"
                expected = "what differs from the parent"
                yield own.source.problem(path, expected=expected, found=found, fix=fix)


RULE = Rule(
    id="idle-override", level="warning", says="a child that says again what its parent says", check=_check
)
