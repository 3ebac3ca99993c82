"""What was found as documents: failure modes, and a plan that will judge them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import yaml

from scenewright.documents import amended_text, parse_document
from scenewright.evidence.failures.find import Findings, FoundSlice
from scenewright.evidence.transfer.plan import plan_from_document

__all__ = ["distinct_names", "failure_mode_document", "failure_mode_text", "next_number", "plan_with_slices"]


def distinct_names(slices: Sequence[FoundSlice], taken: Collection[str]) -> list[str]:
    """A name for each slice that the plan does not have yet."""
    found: list[str] = []
    for each in slices:
        name, number = each.name, 2
        while name in taken or name in found:
            name, number = f"{each.name}_{number}", number + 1
        found.append(name)
    return found


def next_number(names: Collection[str]) -> int:
    """The number of the next failure mode, after those of names such as FM-003-dark."""
    numbers = [int(match[1]) for name in names if (match := re.match(r"FM-(\d+)", name))]
    return max(numbers, default=0) + 1


def failure_mode_document(
    found: FoundSlice, slice_name: str, number: int, findings: Findings, metric: str
) -> dict[str, Any]:
    """`kind: FailureMode`: expected is half of the gap to the other photos, stated before new data exists."""
    gap = found.others - found.accuracy
    return {
        "scenewright": 1,
        "kind": "FailureMode",
        "name": f"FM-{number:03d}-{slice_name.replace('_', '-')}",
        "description": (
            f"{found.words} ({found.expression}): {found.accuracy:.1%} of {found.n} dev photos right "
            f"[{found.low:.1%}, {found.high:.1%}], {found.others:.1%} of the others. "
            f"Mostly wrong in {found.lost_groups} of {found.groups} groups, "
            f"p {found.p_adjusted:.2g} after Benjamini-Hochberg over {findings.tests} conditions."
        ),
        "slice": slice_name,
        "metric": metric,
        "expected_gain": max(0.001, round(gap / 2, 3)),
        "scenarios": [],
    }


def failure_mode_text(document: dict[str, Any], plan_name: str) -> str:
    """As a file."""
    head = (
        "# Found on dev photos by 'scenewright failures find': the worst looks worse than it is.\n"
        f"# The plan '{plan_name}' judges it on test photos.\n"
    )
    return head + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def plan_with_slices(text: str, name: str, slices: dict[str, str]) -> str:
    """The text of a plan with another name and more slices. Raises `InputError` when it is none."""
    made = amended_text(text, {"name": name}, {"slices": slices})
    plan_from_document(parse_document(made.encode(), "").data)
    return made
