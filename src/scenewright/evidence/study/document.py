"""The document `kind: StudyPlan`: its fields and their ranges."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from scenewright.documents import DocumentModel, Finding, Number, Whole, refusal, shown
from scenewright.evidence.transfer.seeds import Seeds, distinct
from scenewright.scenario.strategies import SPREADS

__all__ = ["BASE", "KIND", "CoverageOf", "Hypothesis", "PredictorName", "StudyDocument", "Variant"]

KIND = "StudyPlan"
BASE = "base"
"""Name of the variant that is the base scenario as it stands."""

PredictorName = Literal[
    "coverage_1",
    "coverage_2",
    "coverage_3",
    "exposure_weighted_1",
    "exposure_weighted_2",
    "statistics_w1",
    "statistics_energy",
    "proxy_a_distance",
    "kid",
    "synthetic_accuracy",
]
Strategy = Literal["lhs", "random", "sobol"]
assert set(Strategy.__args__) == set(SPREADS)  # type: ignore[attr-defined]


def _plain_name(name: str) -> str:
    """It stands in names of scenarios and folders."""
    if re.fullmatch("[a-z0-9]+([_-][a-z0-9]+)*", name):
        return name
    words = "-".join(re.findall("[a-z0-9_]+", name.lower()))
    fix = f"rename it: {words}" if words else "give it a name"
    raise refusal([Finding("a name such as dark-noon: a-z, 0-9, - and _", shown(name), fix=fix)])


class Variant(DocumentModel):
    """The base scenario with some of it changed."""

    name: Annotated[str, Field(max_length=60), AfterValidator(_plain_name)]
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Distributions in place of the base's, as in scenarios."""
    constraints: list[str] = Field(default_factory=list)
    """Beside the base's."""
    strategy: Strategy | None = None
    """In place of the study's."""


class CoverageOf(DocumentModel):
    """What coverage is measured over: the attributes of an ODD, or parameters of the world."""

    odd: str = ""
    """Path of an ODD, from the plan's folder."""
    parameters: Annotated[list[str], Field(max_length=40), AfterValidator(distinct)] = []  # noqa: RUF012
    """Without an ODD: parameters, cut into equal shares of the base scenario; all of the world's if empty."""
    buckets: Whole = Field(4, ge=2, le=12)
    """Shares that a parameter of numbers is cut into."""
    minimum_frames: Whole = Field(1, ge=1)
    """Frames from which on a cell counts as covered."""


class Hypothesis(DocumentModel):
    """The one relation that the study is made to judge, written down before the run."""

    predictor: PredictorName
    direction: Literal["positive", "negative"]
    """Of the rank correlation with accuracy."""
    minimum_rho: Number = Field(gt=0, lt=1)
    """Size of the rank correlation from which on the figure is of use."""
    alpha: Number = Field(0.05, gt=0, le=0.2)
    """Level of the two-sided test."""


def _own_names(variants: list[Variant]) -> list[Variant]:
    names = [variant.name for variant in variants]
    findings = [
        Finding("distinct names", f"'{name}' twice", (i, "name"), "rename one of the variants")
        for i, name in enumerate(names)
        if name in names[:i]
    ]
    if BASE in names:
        expected, place = "a name of its own", (names.index(BASE), "name")
        findings.append(Finding(expected, f"'{BASE}'", place, "rename it: the base scenario is always there"))
    if findings:
        raise refusal(findings)
    return variants


class StudyDocument(DocumentModel):
    """The document `kind: StudyPlan`."""

    name: str = Field(min_length=1, max_length=200)
    description: str = ""
    scenario: str = Field(min_length=1)
    """Path of the base scenario, from the plan's folder; it is itself the first variant."""
    evaluation: str = Field(min_length=1)
    """Path of the evaluation plan: photos, classes, probe, budget."""
    frames: Whole = Field(ge=8, le=1_000_000)
    """Of each variant."""
    held_out: Number = Field(0.1, gt=0, le=0.5)
    """Share of the frames that is not trained on, for the synthetic accuracy."""
    seeds: Seeds
    """Of the trainings, in place of the evaluation plan's."""
    metric: Literal["balanced_accuracy", "accuracy"] = "balanced_accuracy"
    generation_seed: str = "1"
    strategy: Strategy = "sobol"
    profile: Literal["draft", "default", "fine", "reference"] = "default"
    dev_photos: Whole = Field(2000, ge=20, le=20_000)
    """Most dev photos that gaps are measured to, spread evenly over classes."""
    coverage: CoverageOf = CoverageOf()  # type: ignore[call-arg] # every field has a default
    predictors: Annotated[list[PredictorName], Field(min_length=1), AfterValidator(distinct)]
    controls: Annotated[list[PredictorName], AfterValidator(distinct)] | None = None
    """Held fixed in partial correlations; all other predictors if left out."""
    hypothesis: Hypothesis
    resamples: Whole = Field(2000, ge=200, le=20_000)
    variants: Annotated[list[Variant], Field(min_length=3, max_length=500), AfterValidator(_own_names)]
