"""The document `kind: DetectionPlan`: its fields and their ranges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from scenewright.documents import DocumentModel, Finding, Number, Whole, refusal
from scenewright.evidence.transfer.seeds import Seeds, distinct

__all__ = ["KIND", "DetectionBudget", "DetectionClaim", "DetectionDocument", "PhotoFiles"]

KIND = "DetectionPlan"
Metric = Literal["ap50", "ap"]


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
    detector: Literal["centre-net-3"] = "centre-net-3"
    budget: DetectionBudget = DetectionBudget()  # type: ignore[call-arg] # every field has a default
    seeds: Seeds
    folds: Whole = Field(3, ge=2, le=10)
    """Each seed judges the photos of one fold, in turn, and is trained on none of them; near duplicates share
    a fold."""
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

    @model_validator(mode="after")
    def _every_fold_judged(self) -> DetectionDocument:
        if self.folds > len(self.seeds):
            expected = f"at most {len(self.seeds)} folds, as each seed judges one"
            raise refusal([Finding(expected, str(self.folds), ("folds",), "fewer folds, or more seeds")])
        return self
