"""The document `kind: EvaluationPlan`: its fields and their ranges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, model_validator

from scenewright.documents import DocumentModel, Finding, Number, Whole, refusal
from scenewright.evidence.transfer.seeds import Seeds, distinct
from scenewright.evidence.transfer.split import SPLIT_RULE

__all__ = ["Budget", "Claim", "EvaluationPlan", "ParquetPhotos", "RealSet", "TrafficLightCrops"]

Metric = Literal["balanced_accuracy", "accuracy"]


class TrafficLightCrops(DocumentModel):
    """The photos of a package, and how they are split."""

    set: Literal["traffic_light_crops"]
    dev_fraction: Number = Field(0.30, gt=0, lt=1)
    split_rule: Literal["sha256-basename-1"] = SPLIT_RULE  # type: ignore[assignment] # the one rule there is


class ParquetPhotos(DocumentModel):
    """Own photos in two Parquet files, a row each; paths from the plan's folder."""

    set: Literal["parquet"]
    dev: str = Field(min_length=1)
    """May guide the generator, and is what real only is trained on."""
    test: str = Field(min_length=1)
    """Only judges."""
    image: str = Field("image", min_length=1)
    """Column with the bytes of a PNG or JPEG."""
    label: str = Field("label", min_length=1)
    """Column with the name of a class, or its number in the plan's `classes`."""
    group: str = "group"
    """Column that tells which photos show one object on one passing; a file without it is grouped by look."""
    photos_a_group: Whole = Field(15, ge=1)
    """How many photos such a group has on average, where it is found by look."""
    columns: Annotated[list[str], Field(max_length=20), AfterValidator(distinct)] = []  # noqa: RUF012
    """Further columns of numbers that slices may name."""
    licence: str = ""


RealSet = Annotated[TrafficLightCrops | ParquetPhotos, Discriminator("set")]


class Budget(DocumentModel):
    """The same for every training: what makes two datasets comparable."""

    steps: Whole = Field(400, ge=1, le=100_000)
    batch: Whole = Field(64, ge=3, le=4096)
    images: Whole = Field(3000, ge=3)
    """Most training images from each dataset; all datasets of a run are cut to the smallest."""
    width_px: Whole = Field(20, ge=16, le=256)
    height_px: Whole = Field(40, ge=16, le=256)
    shrink: Literal["area", "bilinear"] = "area"
    """How larger crops are brought to that size: as the photos were that are stored at it."""


class Claim(DocumentModel):
    """What the last dataset is expected to do.

    An expected value (`at_least`), a share of what real photos alone reach (`of_real_at_least`), or a gain
    (`gain_at_least`): over the first dataset, or, with `real_fraction`, of real + synthetic over real only.
    """

    name: str = Field(min_length=1)
    metric: Metric = "balanced_accuracy"
    slice: str = "all"
    part: Literal["test", "dev", "all"] = "test"
    at_least: Number | None = Field(None, ge=0, le=1)
    gain_at_least: Number | None = Field(None, ge=0, le=1)
    of_real_at_least: Number | None = Field(None, ge=0, le=10)
    real_fraction: Number | None = Field(None, gt=0, le=1)

    @property
    def bound(self) -> tuple[str, float]:
        """Which kind of bound, and its value."""
        kinds = ("at_least", "gain_at_least", "of_real_at_least")
        return next((kind, value) for kind in kinds if (value := getattr(self, kind)) is not None)

    @model_validator(mode="after")
    def _one_bound(self) -> Claim:
        given = [self.at_least, self.gain_at_least, self.of_real_at_least]
        count = sum(bound is not None for bound in given)
        findings = []
        if count != 1:
            expected = "one of at_least, gain_at_least and of_real_at_least"
            fix = "make a claim of each" if count else "add 'at_least: 0.9'"
            findings.append(Finding(expected, str(count) if count else "none", fix=fix))
        if self.real_fraction is not None and self.gain_at_least is None:
            found, fix = "real_fraction without it", "say 'gain_at_least' or leave real_fraction out"
            findings.append(Finding("gain_at_least with real_fraction", found, fix=fix))
        if findings:
            raise refusal(findings)
        return self


class EvaluationPlan(DocumentModel):
    """The document `kind: EvaluationPlan`."""

    name: str = Field(min_length=1, max_length=200)
    real: RealSet
    classes: Annotated[list[str], Field(min_length=2, max_length=100), AfterValidator(distinct)]
    class_map: dict[str, str] = Field(default_factory=dict)
    """Dataset state -> class; a class maps to itself, any other state is left out of training."""
    probe: Literal["small-cnn-1", "residual-cnn-2"] = "small-cnn-1"
    budget: Budget = Budget()  # type: ignore[call-arg] # every field has a default
    seeds: Seeds
    metrics: Annotated[list[Metric], Field(min_length=1)] = ["balanced_accuracy", "accuracy"]  # noqa: RUF012 # pydantic copies it
    slices: dict[str, str] = Field(default_factory=dict)
    min_n: Whole = Field(10, ge=1)
    resamples: Whole = Field(2000, ge=200, le=20_000)
    real_only_control: bool = True
    """Whether the probe is trained on all dev photos as well."""
    real_fractions: Annotated[
        list[Annotated[Number, Field(gt=0, le=1)]], Field(max_length=6), AfterValidator(distinct)
    ] = []  # noqa: RUF012
    """Shares of the dev photos, of each class, that real only and real + synthetic are trained on."""
    claims: list[Claim] = Field(default_factory=list)
