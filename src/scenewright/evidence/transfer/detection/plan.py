"""The detection plan: what is trained, which photos judge it and what is claimed, fixed before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

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
from scenewright.evidence.transfer.detection.photos import PROPERTIES
from scenewright.evidence.transfer.seeds import Seeds, distinct
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = [
    "KIND",
    "DetectionBudget",
    "DetectionClaim",
    "DetectionDocument",
    "DetectionPlan",
    "load_detection_plan",
]

KIND = "DetectionPlan"
Metric = Literal["ap50", "ap"]
_STAND_INS = {
    "name": "unnamed",
    "photos": {"annotations": "labels.json", "images": "."},
    "classes": ["a"],
    "seeds": [str(i + 1) for i in range(6)],
}


class PhotoFiles(DocumentModel):
    """Real photos with boxes; paths from the plan's folder."""

    annotations: str = Field(min_length=1)
    """COCO file."""
    images: str = Field(min_length=1)
    """Folder that its `file_name`s are in."""
    licence: str = ""


class DetectionBudget(DocumentModel):
    """The same for every training: what makes two datasets comparable."""

    steps: Whole = Field(1500, ge=1, le=100_000)
    batch: Whole = Field(8, ge=1, le=256)
    images: Whole = Field(1000, ge=1)
    """Most training images from each dataset; all datasets of a run are cut to the smallest."""
    long_side_px: Whole = Field(640, ge=64, le=2048)
    """Photos and frames are scaled to it, for training and for judging."""
    crop_px: Whole = Field(256, ge=64, le=1024, multiple_of=32)
    """Side of the training crops, of the scaled images."""
    upright: bool = True
    """False where the camera looks straight down and no side is up: crops are turned by quarters as well."""


class DetectionClaim(DocumentModel):
    """What the last dataset is expected to do on its own, on all photos or on a slice.

    An expected value (`at_least`), a gain over the first dataset (`gain_at_least`) or a share of what real
    photos reach (`of_real_at_least`).
    """

    name: str = Field(min_length=1)
    metric: Metric = "ap50"
    slice: str = "all"
    at_least: Number | None = Field(None, ge=0, le=1)
    gain_at_least: Number | None = Field(None, ge=0, le=1)
    of_real_at_least: Number | None = Field(None, ge=0, le=10)

    @property
    def bound(self) -> tuple[str, float]:
        """Which kind of bound, and its value."""
        kinds = ("at_least", "gain_at_least", "of_real_at_least")
        return next((kind, value) for kind in kinds if (value := getattr(self, kind)) is not None)

    @model_validator(mode="after")
    def _one_bound(self) -> DetectionClaim:
        given = [self.at_least, self.gain_at_least, self.of_real_at_least]
        count = sum(bound is not None for bound in given)
        if count != 1:
            expected = "one of at_least, gain_at_least and of_real_at_least"
            fix = "make a claim of each" if count else "add 'at_least: 0.9'"
            raise refusal([Finding(expected, str(count) if count else "none", fix=fix)])
        return self


def _a_range(value: list[float]) -> list[float]:
    if value[0] >= value[1]:
        raise refusal([Finding("[low, high] with low below high", str(value), fix="swap them")])
    return value


SizeRange = Annotated[list[Number], Field(min_length=2, max_length=2), AfterValidator(_a_range)]


Margins = Annotated[list[Annotated[Number, Field(ge=-50, le=50)]], Field(min_length=4, max_length=4)]


class DetectionDocument(DocumentModel):
    """The document `kind: DetectionPlan`."""

    name: str = Field(min_length=1, max_length=200)
    photos: PhotoFiles
    classes: Annotated[list[str], Field(min_length=1, max_length=100), AfterValidator(distinct)]
    detector: Literal["centre-net-1"] = "centre-net-1"
    budget: DetectionBudget = DetectionBudget()  # type: ignore[call-arg] # every field has a default
    seeds: Seeds
    folds: Whole = Field(3, ge=2, le=10)
    """Each photo is judged by trainings that saw no photo of its fold; near duplicates share a fold."""
    real_fractions: Annotated[
        list[Annotated[Number, Field(gt=0, le=1)]], Field(min_length=0, max_length=6)
    ] = [1.0]  # noqa: RUF012 # pydantic copies it
    """Shares of the other folds' photos that the real-only control and real + synthetic are trained on."""
    min_visible: Number = Field(0.2, ge=0, le=1)
    """Objects of the synthetic frames of which less is seen have no box in training."""
    margins_px: dict[str, Margins] = Field(default_factory=dict)
    """Class -> by how many pixels people drew its boxes wider than what is seen: left, top, right, bottom.
    The boxes of synthetic frames, which are exact, are widened so for training."""
    metrics: Annotated[list[Metric], Field(min_length=1)] = ["ap50", "ap"]  # noqa: RUF012
    sizes_px: dict[str, SizeRange] = Field(
        default_factory=lambda: {"small": [0.0, 32.0], "medium": [32.0, 96.0], "large": [96.0, 1e5]}
    )
    """Name -> range of the root of a box's area, in pixels of the photo (COCO's by default)."""
    slices: dict[str, str] = Field(default_factory=dict)
    min_n: Whole = Field(10, ge=1)
    resamples: Whole = Field(500, ge=200, le=20_000)
    claims: list[DetectionClaim] = Field(default_factory=list)


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
    from scenewright.conventions import SCHEMA_VERSION

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
