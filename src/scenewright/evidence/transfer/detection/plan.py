"""The detection plan: what is trained, which photos judge it and what is claimed, fixed before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import Checked, Source, check_data, read_checked
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.conditions import condition
from scenewright.evidence.transfer.detection.document import KIND, DetectionDocument
from scenewright.evidence.transfer.detection.photos import PROPERTIES
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["DetectionPlan", "detection_plan_from_document", "load_detection_plan"]

_STAND_INS = {
    "name": "unnamed",
    "photos": {"annotations": "labels.json", "images": "."},
    "classes": ["a"],
    "seeds": [str(i + 1) for i in range(6)],
}


@dataclass(frozen=True)
class DetectionPlan:
    """A validated plan with its slices parsed and the folder that its paths start from."""

    document: DetectionDocument
    slices: tuple[tuple[str, Expression], ...]
    folder: Path

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document with every default written out."""
        return digest(self.document.model_dump(mode="json"))


def load_detection_plan(path: Path) -> DetectionPlan:
    """Read a plan. Raises `InputError` with every problem found."""
    return _plan(read_checked(path, KIND, DetectionDocument, _STAND_INS), path.parent)


def detection_plan_from_document(data: Mapping[str, Any], folder: Path) -> DetectionPlan:
    """A plan from plain data, for use from Python. Raises `InputError` with every problem found."""
    headed = {"scenewright": SCHEMA_VERSION, "kind": KIND, **data}
    return _plan(check_data(headed, Source("", {}), KIND, DetectionDocument, _STAND_INS), folder)


def _plan(checked: Checked[DetectionDocument], folder: Path) -> DetectionPlan:
    document, source = checked.model, checked.source
    problems: list[Problem] = [*checked.problems]
    slices = []
    for name, text in document.slices.items():
        try:
            slices.append((name, condition(text, ("slices", name), source, PROPERTIES)))
        except InputError as error:
            problems += error.problems
    for name in document.margins_px if "classes" not in checked.bad else ():
        if name not in document.classes:
            fix, expected = nearest(name, document.classes), "one of the plan's classes"
            where = ("margins_px", name)
            problems.append(source.problem(where, expected=expected, found=f"'{name}'", fix=fix))
    known = ("all", *document.slices)
    if "all" in document.slices:
        fix = "rename it: 'all' is always there"
        problems.append(
            source.problem(("slices", "all"), expected="a name of its own", found="'all'", fix=fix)
        )
    for number, claim in enumerate(document.claims):
        if claim.slice not in known and "slices" not in checked.bad:
            place, fix = ("claims", number, "slice"), nearest(claim.slice, known)
            problems.append(
                source.problem(place, expected="a slice of this plan", found=f"'{claim.slice}'", fix=fix)
            )
        if claim.slice != "all" and claim.metric != document.metrics[0] and "metrics" not in checked.bad:
            place, fix = (
                ("claims", number, "metric"),
                f"claim {document.metrics[0]}, or put it first in metrics",
            )
            expected = "the plan's first metric, which slices are judged by"
            problems.append(source.problem(place, expected=expected, found=claim.metric, fix=fix))
        if claim.of_real_at_least is not None and claim.slice != "all":
            place, fix = ("claims", number, "slice"), "claim it of 'all'"
            problems.append(source.problem(place, expected="all photos", found=f"'{claim.slice}'", fix=fix))
        if claim.of_real_at_least is not None and 1.0 not in document.real_fractions:
            place, fix = ("claims", number, "of_real_at_least"), "add 1 to real_fractions"
            problems.append(source.problem(place, expected="a control on all photos", found="none", fix=fix))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return DetectionPlan(document, tuple(slices), folder)
