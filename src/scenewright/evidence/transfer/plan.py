"""The evaluation plan: what is trained, on what it is judged and what is claimed, fixed before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import Checked, Source, check_data, read_checked
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.conditions import condition
from scenewright.evidence.transfer.document import EvaluationPlan, ParquetPhotos
from scenewright.evidence.transfer.photos import PROPERTIES
from scenewright.evidence.transfer.seeds import EXAMPLE
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["Plan", "load_plan", "plan_from_document"]

_STAND_INS = {
    "name": "unnamed",
    "real": {"set": "traffic_light_crops"},
    "classes": ["a", "b"],
    "seeds": list(EXAMPLE),
}


@dataclass(frozen=True)
class Plan:
    """A validated plan with its slices parsed and the folder that its paths start from."""

    document: EvaluationPlan
    slices: tuple[tuple[str, Expression], ...]
    folder: Path

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document with every default written out."""
        return digest(self.document.model_dump(mode="json"))

    @property
    def class_map(self) -> dict[str, str]:
        """Dataset state -> class, with the classes themselves."""
        return {**{name: name for name in self.document.classes}, **self.document.class_map}


def load_plan(path: Path) -> Plan:
    """Read a plan. Raises `InputError` with every problem found."""
    return _plan(read_checked(path, "EvaluationPlan", EvaluationPlan, _STAND_INS), path.parent)


def plan_from_document(data: Mapping[str, Any], folder: Path = Path()) -> Plan:
    """A plan from plain data, for use from Python. Raises `InputError` with every problem found."""
    headed = {"scenewright": SCHEMA_VERSION, "kind": "EvaluationPlan", **data}
    return _plan(check_data(headed, Source("", {}), "EvaluationPlan", EvaluationPlan, _STAND_INS), folder)


def _plan(checked: Checked[EvaluationPlan], folder: Path) -> Plan:
    document = checked.model
    own = document.real.columns if isinstance(document.real, ParquetPhotos) else []
    known = {**PROPERTIES, **{name: "a column of the photos" for name in own}}
    problems = [*checked.problems, *_unknown_names(checked)]
    slices = []
    for name, text in document.slices.items():
        try:
            slices.append((name, condition(text, ("slices", name), checked.source, known)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return Plan(document, tuple(slices), folder)


def _unknown_names(checked: Checked[EvaluationPlan]) -> list[Problem]:
    """Names inside the plan that point at nothing, where their target could be read."""
    document, source, problems = checked.model, checked.source, []
    for state, name in document.class_map.items() if "classes" not in checked.bad else ():
        if name not in document.classes:
            path, fix = ("class_map", state), nearest(name, document.classes)
            expected = "one of the plan's classes"
            problems.append(source.problem(path, expected=expected, found=f"'{name}'", fix=fix))
    if "all" in document.slices:
        path, fix = ("slices", "all"), "rename it: 'all' is always there"
        problems.append(source.problem(path, expected="a name of its own", found="'all'", fix=fix))
    names = [claim.name for claim in document.claims]
    known = ("all", *document.slices)
    for number, claim in enumerate(document.claims):
        place: tuple[str | int, ...] = ("claims", number, "slice")
        if claim.slice not in known and "slices" not in checked.bad:
            fix = nearest(claim.slice, known)
            expected = "a slice of this plan"
            problems.append(source.problem(place, expected=expected, found=f"'{claim.slice}'", fix=fix))
        problems += _unmeasured(checked, number)
        if claim.name in names[:number]:
            place, found = ("claims", number, "name"), f"'{claim.name}' twice"
            problems.append(
                source.problem(place, expected="distinct names", found=found, fix="rename one of the claims")
            )
    return problems


def _unmeasured(checked: Checked[EvaluationPlan], number: int) -> list[Problem]:
    """What a claim needs of the plan and does not find there."""
    document, source = checked.model, checked.source
    claim = document.claims[number]
    found: list[tuple[str, str, Any, str]] = []
    if claim.real_fraction is not None and claim.real_fraction not in document.real_fractions:
        listed = ", ".join(f"{f:g}" for f in document.real_fractions) or "none"
        fix = f"add {claim.real_fraction:g} to real_fractions"
        found.append(
            ("real_fraction", f"one of the plan's real_fractions ({listed})", claim.real_fraction, fix)
        )
    if claim.of_real_at_least is not None and not document.real_only_control:
        fix = "say 'real_only_control: true'"
        found.append(("of_real_at_least", "a control on all dev photos", "none", fix))
    if claim.of_real_at_least is not None and claim.slice != "all":
        found.append(("slice", "all photos", f"'{claim.slice}'", "claim it of 'all'"))
    return [
        source.problem(("claims", number, field), expected=expected, found=str(what), fix=fix)
        for field, expected, what, fix in found
    ]
