"""A search for weak slices from end to end: trainings, dev photos, what makes such images."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.dataset import Dataset
from scenewright.evidence.failures.find import Findings, find_slices
from scenewright.evidence.failures.frames import MeasuredFrames, label_parameters, measured_frames
from scenewright.evidence.failures.region import choose_region
from scenewright.evidence.transfer.arms import make_arms, training_sets
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.predictions import predictions, volume_matched
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.real import load_real_set
from scenewright.evidence.transfer.split import check_split
from scenewright.expressions import Expression

__all__ = ["FindSettings", "Makers", "makers_of", "run_find"]


@dataclass(frozen=True, kw_only=True)
class FindSettings:
    """What is searched for."""

    predicates: int = 2
    """Most conditions of a slice."""
    most: int = 3
    """Most slices."""
    min_groups: int | None = None
    """Least groups of photos in a slice; the plan's `min_n` when None."""


@dataclass(frozen=True)
class Makers:
    """Which parameters make frames of a slice."""

    frames: int
    share: float | None
    """Of the frames, in the slice; None where the slice cannot be measured in frames."""
    parameters: tuple[dict[str, Any], ...] = ()
    """Restrictions that raise the share, one after the other."""

    def to_json(self) -> dict[str, Any]:
        return {"frames": self.frames, "share": self.share, "parameters": list(self.parameters)}


def run_find(
    plan: Plan,
    datasets: Mapping[str, Any],
    settings: FindSettings,
    *,
    cache_dir: Path,
    photos: RealPhotos | None = None,
    read_log: Path | None = None,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Train on the one entry of `datasets` and search the dev photos for slices on which its models fail.

    The trainings are those of `run_transfer` and share its cache, which holds predictions for all photos;
    of the test photos nothing else than these predictions is made, and nothing is looked at.
    """
    photos = photos or load_real_set(plan.document, plan.folder)
    check_split(photos.is_dev, photos.groups)
    if read_log:
        append_reads(read_log, _reads(photos), plan_digest=plan.digest)
    arms = [arm for arm in make_arms(plan, list(datasets)) if arm.kind == "synthetic"]
    shown = training_sets(plan, arms, volume_matched(plan, datasets), photos)
    said = predictions(plan, photos, arms, shown, cache_dir=cache_dir, workers=workers, progress=progress)
    dev = photos.part("dev")
    labels = np.array([plan.document.classes.index(photos.labels[i]) for i in dev])
    wrong = (said[arms[-1].name][:, dev] != labels).mean(axis=0)
    return find_slices(
        wrong,
        photos.groups[dev],
        photos.properties.take(dev),
        predicates=settings.predicates,
        min_groups=settings.min_groups or plan.document.min_n,
        most=settings.most,
    )


def makers_of(findings: Findings, datasets: Sequence[Dataset], plan: Plan) -> list[Makers]:
    """For each slice, the parameters whose ranges make frames of the datasets fall into it."""
    frames = measured_frames(datasets, plan.class_map)
    labels = label_parameters(frames)
    return [_makers(Expression.parse(each.expression), frames, labels) for each in findings.slices]


def _makers(expression: Expression, frames: MeasuredFrames, labels: set[str]) -> Makers:
    inside = frames.inside(expression)
    if inside is None or not len(inside):
        return Makers(len(frames.half), None)
    samples = {name: values for name, values in frames.samples.items() if name not in labels}
    steps = choose_region(samples, inside)
    told = tuple({"restriction": s.text, "share": s.share, "lift": s.lift, "p": s.p_adjusted} for s in steps)
    return Makers(len(inside), float(inside.mean()), told)


def _reads(photos: RealPhotos) -> list[dict[str, Any]]:
    uses = [
        ("all", "near-duplicate grouping and split"),
        ("all", "predictions for the cache; of test photos they are not looked at"),
        ("dev", "search for slices where the models fail, which may guide the generator"),
    ]
    return [
        {"part": p, "purpose": use, "photos": len(photos.part(p)), "list_digest": photos.part_digest(p)}
        for p, use in uses
    ]
