"""The evaluation plan: what is trained, on what it is judged and what is claimed, fixed before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import (
    Checked,
    DocumentModel,
    Finding,
    Number,
    Source,
    Whole,
    check_data,
    read_checked,
    refusal,
)
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.conditions import condition
from scenewright.evidence.transfer.photos import PROPERTIES
from scenewright.evidence.transfer.seeds import EXAMPLE, Seeds, distinct
from scenewright.evidence.transfer.split import SPLIT_RULE
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["Budget", "Claim", "EvaluationPlan", "Plan", "RealSet", "load_plan", "plan_from_document"]

Metric = Literal["balanced_accuracy", "accuracy"]
_STAND_INS = {
    "name": "unnamed",
    "real": {"set": "traffic_light_crops"},
    "classes": ["a", "b"],
    "seeds": list(EXAMPLE),
}


class RealSet(DocumentModel):
    """The photos that judge and how they are split."""

    set: Literal["traffic_light_crops"]
    dev_fraction: Number = Field(0.30, gt=0, lt=1)
    split_rule: Literal["sha256-basename-1"] = SPLIT_RULE  # type: ignore[assignment] # the one rule there is


class Budget(DocumentModel):
    """The same for every training: what makes two datasets comparable."""

    steps: Whole = Field(400, ge=1, le=100_000)
    batch: Whole = Field(64, ge=3, le=4096)
    images: Whole = Field(3000, ge=3)
    """Most training images from each dataset; all datasets of a run are cut to the smallest."""
    width_px: Whole = Field(20, ge=16, le=256)
    height_px: Whole = Field(40, ge=16, le=256)


class Claim(DocumentModel):
    """An expected value (`at_least`) or an expected gain over the first dataset (`gain_at_least`)."""

    name: str = Field(min_length=1)
    metric: Metric = "balanced_accuracy"
    slice: str = "all"
    part: Literal["test", "dev", "all"] = "test"
    at_least: Number | None = Field(None, ge=0, le=1)
    gain_at_least: Number | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def _one_bound(self) -> Claim:
        if (self.at_least is None) == (self.gain_at_least is None):
            found = "neither" if self.at_least is None else "both"
            fix = "add 'at_least: 0.9'" if found == "neither" else "make two claims of it"
            raise refusal([Finding("one of at_least and gain_at_least", found, fix=fix)])
        return self


class EvaluationPlan(DocumentModel):
    """The document `kind: EvaluationPlan`."""

    name: str = Field(min_length=1, max_length=200)
    real: RealSet
    classes: Annotated[list[str], Field(min_length=2, max_length=100), AfterValidator(distinct)]
    class_map: dict[str, str] = Field(default_factory=dict)
    """Dataset state -> class; a class maps to itself, any other state is left out of training."""
    probe: Literal["small-cnn-1"] = "small-cnn-1"
    budget: Budget = Budget()  # type: ignore[call-arg] # every field has a default
    seeds: Seeds
    metrics: Annotated[list[Metric], Field(min_length=1)] = ["balanced_accuracy", "accuracy"]  # noqa: RUF012 # pydantic copies it
    slices: dict[str, str] = Field(default_factory=dict)
    min_n: Whole = Field(10, ge=1)
    resamples: Whole = Field(2000, ge=200, le=20_000)
    real_only_control: bool = True
    claims: list[Claim] = Field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """A validated plan with its slices parsed."""

    document: EvaluationPlan
    slices: tuple[tuple[str, Expression], ...]

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
    return _plan(read_checked(path, "EvaluationPlan", EvaluationPlan, _STAND_INS))


def plan_from_document(data: Mapping[str, Any]) -> Plan:
    """A plan from plain data, for use from Python. Raises `InputError` with every problem found."""
    headed = {"scenewright": SCHEMA_VERSION, "kind": "EvaluationPlan", **data}
    return _plan(check_data(headed, Source("", {}), "EvaluationPlan", EvaluationPlan, _STAND_INS))


def _plan(checked: Checked[EvaluationPlan]) -> Plan:
    document = checked.model
    problems = [*checked.problems, *_unknown_names(checked)]
    slices = []
    for name, text in document.slices.items():
        try:
            slices.append((name, condition(text, ("slices", name), checked.source, PROPERTIES)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return Plan(document, tuple(slices))


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
        if claim.name in names[:number]:
            place, found = ("claims", number, "name"), f"'{claim.name}' twice"
            problems.append(
                source.problem(place, expected="distinct names", found=found, fix="rename one of the claims")
            )
    return problems
