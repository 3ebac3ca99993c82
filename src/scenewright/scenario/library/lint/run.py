"""All rules over the scenarios of a folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.plugins import load
from scenewright.scenario.library.catalogue import Entry, read_catalogue
from scenewright.scenario.library.lint import (
    constant_derived,
    duplicate,
    file_name,
    idle_override,
    odd_file,
    outside_odd,
    rejection,
    target_region,
    unasked_world,
    unknown_target,
    unreachable_choice,
    unread_parameter,
    unused_derived,
    zero_weight,
)
from scenewright.scenario.library.lint.base import Finding, Rule, Settings, Subject
from scenewright.scenario.library.project import project_of

__all__ = ["READABLE", "RULES", "LintReport", "lint"]

RULES: tuple[Rule, ...] = (
    odd_file.RULE,
    unknown_target.RULE,
    zero_weight.RULE,
    unreachable_choice.RULE,
    rejection.RULE,
    unread_parameter.RULE,
    unasked_world.RULE,
    target_region.RULE,
    outside_odd.RULE,
    constant_derived.RULE,
    unused_derived.RULE,
    idle_override.RULE,
    duplicate.RULE,
    file_name.RULE,
)
READABLE = Rule(id="readable", level="error", says="a document that cannot be read", check=lambda subject: ())
"""What is told of a document that no other rule can look at."""


@dataclass(frozen=True)
class LintReport:
    """What was found in all files."""

    files: int
    findings: tuple[Finding, ...]

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    def passes(self, *, strict: bool = False) -> bool:
        """Whether there is no error; with `strict` no warning either."""
        return not self.count("error") and not (strict and self.count("warning"))

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "scenario_lint",
            "files": self.files,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "findings": [finding.to_json() for finding in self.findings],
        }


def lint(
    files: Sequence[Path],
    settings: Settings | None = None,
    *,
    ignore: Collection[str] = (),
    rules: Sequence[Rule] = RULES,
) -> LintReport:
    """Every rule but those of `ignore` on every file, in the order of the files."""
    settings = settings or Settings()
    findings: list[Finding] = []
    contents: dict[str, str] = {}
    for file, (entry, read) in read_catalogue(files).items():
        findings += _of_entry(entry)
        if read is None:
            continue
        world = load("worlds", read.scenario.world)
        subject = Subject(file, read, world, settings, project_of(file), dict(contents))
        for rule in rules:
            if rule.id not in ignore:
                findings += [Finding(rule.id, rule.level, problem) for problem in rule.check(subject)]
        contents.setdefault(duplicate.content_digest(read.scenario), str(file))
    # What stands in a parent is told once, however many extend it.
    return LintReport(len(files), tuple(dict.fromkeys(findings)))


def _of_entry(entry: Entry) -> list[Finding]:
    return [Finding(READABLE.id, READABLE.level, problem) for problem in entry.problems]
