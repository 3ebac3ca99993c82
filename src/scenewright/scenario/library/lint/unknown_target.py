"""A target that is no failure mode of the project."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.errors import Problem, nearest
from scenewright.scenario.library.lint.base import Rule, Subject

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    if subject.project is None:
        return
    modes = subject.project.modes
    for i, target in enumerate(subject.scenario.targets):
        if target not in modes:
            folder = subject.project.folder / "failure_modes"
            fix = nearest(target, list(modes)) or f"write {folder / target}.yaml, or remove it"
            expected = "the name of a failure mode of the project"
            path, found = ("targets", i), f"'{target}', which no file in {folder} has"
            yield subject.source.problem(path, expected=expected, found=found, fix=fix)


RULE = Rule(
    id="unknown-target", level="error", says="a target that is no failure mode of the project", check=_check
)
