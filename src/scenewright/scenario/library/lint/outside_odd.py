"""Samples outside all buckets of an attribute: made for what the machine is not to meet."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.expressions import Expression
from scenewright.scenario.library.draws import share
from scenewright.scenario.library.lint.base import Rule, Subject
from scenewright.scenario.library.odd_buckets import in_some_bucket

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    if subject.odd is None:
        return
    table = subject.draws.accepted_table
    for attribute in subject.odd.attributes:
        inside = in_some_bucket(attribute, table)
        if inside is None or inside.all():
            continue
        columns = Expression.parse(attribute.parameter).columns
        named = [name for name in columns if name in subject.scenario.declared]
        path = ("parameters", named[0]) if named else ("odd",)
        outside = "all" if not inside.any() else share(int((~inside).sum()), len(inside))
        found = f"{outside} of {len(inside)} samples outside every bucket of '{attribute.name}'"
        expected, fix = f"samples inside the domain '{subject.odd.name}'", "narrow it, or add a bucket"
        yield subject.source.problem(path, expected=expected, found=found, fix=fix)


RULE = Rule(
    id="outside-odd", level="warning", says="samples outside all buckets of an ODD attribute", check=_check
)
