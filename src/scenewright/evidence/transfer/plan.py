"""The evaluation plan: what is trained, on what it is judged and what is claimed, fixed before the run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from scenewright.documents import DocumentModel, Source, read_document
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.photos import PROPERTIES
from scenewright.evidence.transfer.split import SPLIT_RULE
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["Budget", "Claim", "EvaluationPlan", "Plan", "RealSet", "load_plan", "plan_from_document"]

Metric = Literal["balanced_accuracy", "accuracy"]


class RealSet(DocumentModel):
    """The photos that judge and how they are split."""

    set: Literal["traffic_light_crops"]
    dev_fraction: float = Field(0.30, gt=0, lt=1)
    split_rule: Literal["sha256-basename-1"] = SPLIT_RULE  # type: ignore[assignment] # the one rule there is


class Budget(DocumentModel):
    """The same for every training: what makes two datasets comparable."""

    steps: int = Field(400, ge=1, le=100_000)
    batch: int = Field(64, ge=3, le=4096)
    images: int = Field(3000, ge=3)
    """Most training images from each dataset; all datasets of a run are cut to the smallest."""
    width_px: int = Field(20, ge=16, le=256)
    height_px: int = Field(40, ge=16, le=256)


class Claim(DocumentModel):
    """An expected value (`at_least`) or an expected gain over the first dataset (`gain_at_least`)."""

    name: str = Field(min_length=1)
    metric: Metric = "balanced_accuracy"
    slice: str = "all"
    part: Literal["test", "dev", "all"] = "test"
    at_least: float | None = Field(None, ge=0, le=1)
    gain_at_least: float | None = Field(None, ge=0, le=1)


class EvaluationPlan(DocumentModel):
    """The document `kind: EvaluationPlan`."""

    name: str = Field(min_length=1, max_length=200)
    real: RealSet
    classes: list[str] = Field(min_length=2, max_length=100)
    class_map: dict[str, str] = Field(default_factory=dict)
    """Dataset state -> class; a class maps to itself, any other state is left out of training."""
    probe: Literal["small-cnn-1"] = "small-cnn-1"
    budget: Budget = Budget()  # type: ignore[call-arg] # every field has a default
    seeds: list[str] = Field(min_length=6, max_length=16)
    metrics: list[Metric] = Field(default=["balanced_accuracy", "accuracy"], min_length=1)
    slices: dict[str, str] = Field(default_factory=dict)
    min_n: int = Field(10, ge=1)
    resamples: int = Field(2000, ge=200, le=20_000)
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
    document, source = read_document(path, "EvaluationPlan", EvaluationPlan)
    return _check(document, source)


def plan_from_document(data: dict[str, Any]) -> Plan:
    """A plan from plain data (without `scenewright` and `kind`), for use from Python."""
    return _check(EvaluationPlan.model_validate(data), Source("", {}))


def _check(document: EvaluationPlan, source: Source) -> Plan:
    problems = [*_distinct(document, source), *_targets(document, source)]
    parsed = []
    for name, text in document.slices.items():
        try:
            field = f"slices.{name}"
            expression = Expression.parse(
                text, file=source.file, line=source.line(("slices", name)), field=field
            )
        except InputError as error:
            problems += error.problems
            continue
        for column in expression.unknown(tuple(PROPERTIES)):
            problems.append(
                source.problem(
                    ("slices", name),
                    expected="measured properties of photos",
                    found=f"'{column}'",
                    fix=nearest(column, tuple(PROPERTIES)),
                )
            )
        parsed.append((name, expression))
    if problems:
        raise InputError(problems)
    return Plan(document, tuple(parsed))


def _distinct(document: EvaluationPlan, source: Source) -> list[Problem]:
    lists = {
        "seeds": document.seeds,
        "classes": document.classes,
        "claims": [c.name for c in document.claims],
    }
    return [
        source.problem(
            (field,), expected="distinct entries", found=f"'{item}' twice", fix="rename or remove one"
        )
        for field, items in lists.items()
        for item in sorted({i for i in items if items.count(i) > 1})
    ]


def _targets(document: EvaluationPlan, source: Source) -> list[Problem]:
    problems = []
    for state, name in document.class_map.items():
        if name not in document.classes:
            fix = nearest(name, document.classes)
            path = ("class_map", state)
            problems.append(
                source.problem(path, expected="one of the plan's classes", found=f"'{name}'", fix=fix)
            )
    known = ("all", *document.slices)
    if "all" in document.slices:
        problems.append(source.problem(("slices", "all"), expected="a name other than 'all'", found="'all'"))
    for number, claim in enumerate(document.claims):
        if claim.slice not in known:
            fix = nearest(claim.slice, known)
            place: tuple[str | int, ...] = ("claims", number, "slice")
            problems.append(
                source.problem(place, expected="a slice of this plan", found=f"'{claim.slice}'", fix=fix)
            )
        if (claim.at_least is None) == (claim.gain_at_least is None):
            found = "neither" if claim.at_least is None else "both"
            expected = "one of at_least and gain_at_least"
            problems.append(source.problem(("claims", number), expected=expected, found=found))
    return problems
