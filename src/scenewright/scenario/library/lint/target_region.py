"""A target that the scenario does not reach, or that lies outside the operational design domain."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem
from scenewright.expressions import Expression
from scenewright.scenario.library.draws import holds
from scenewright.scenario.library.lint.base import Rule, Subject
from scenewright.scenario.library.odd_buckets import in_some_bucket

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    modes = subject.project.modes if subject.project else {}
    table = subject.draws.accepted_table
    for i, target in enumerate(subject.scenario.targets):
        mode = modes.get(target)
        if mode is None or not mode.region:
            continue
        path, region = ("targets", i), Expression.parse(mode.region)
        if unknown := region.unknown(table.column_names):
            expected = f"a target whose region the world '{subject.scenario.world}' has"
            found = f"'{target}', whose region names '{unknown[0]}'"
            fix = "aim at it with a scenario of the world that it is about"
            yield subject.source.problem(path, expected=expected, found=found, fix=fix)
            continue
        inside = holds(region, table)
        if not inside.any():
            found = f"'{target}': its region '{mode.region}' holds in none of {len(inside)} samples"
            fix = "widen the parameters that the region names, or remove the target"
            expected = "targets that samples reach"
            yield subject.source.problem(path, expected=expected, found=found, fix=fix)
            continue
        for attribute in subject.odd.attributes if subject.odd else ():
            bucket = in_some_bucket(attribute, table)
            if bucket is not None and not (bucket & inside).any():
                found = f"'{target}': none of {int(inside.sum())} samples of its region lies in a bucket of "
                expected = f"targets inside the domain '{subject.odd.name if subject.odd else ''}'"
                found += f"'{attribute.name}'"
                fix = "add a bucket for it, or aim at what the machine meets"
                yield subject.source.problem(path, expected=expected, found=found, fix=fix)


RULE = Rule(
    id="target-region",
    level="warning",
    says="a target that no sample reaches, or that no bucket of the domain matches",
    check=_check,
)
