"""What the probe says of every photo, for each arm of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.arms import Arm, fit_of
from scenewright.evidence.transfer.crops import (
    LabelledCrops,
    crops_from_datasets,
    crops_from_images,
    fit_crop,
)
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.train import Training, kept_predictions, run_trainings
from scenewright.identity import digest

__all__ = ["kept", "members", "predictions", "volume_matched"]

Item = TypeVar("Item")


def members(source: Any) -> list[Any]:
    """The datasets that are trained on together."""
    return list(source) if isinstance(source, Sequence) else [source]


def volume_matched(plan: Plan, datasets: Mapping[str, Any]) -> dict[str, LabelledCrops]:
    """Crops of every dataset, as many of each as of the smallest and at most the budget's."""
    budget, classes = plan.document.budget, plan.document.classes
    options: dict[str, Any] = {"classes": classes, "fit": fit_of(plan)}

    def read(name: str, source: Any, most: int) -> LabelledCrops:
        if isinstance(source, LabelledCrops):
            images, numbers = source.images[:most], source.labels[:most]
            labels = [classes[k] for k in numbers]
            return crops_from_images(name, list(images), labels, root=source.root, **options)
        return crops_from_datasets(name, members(source), class_map=plan.class_map, most=most, **options)

    sets = {name: read(name, source, budget.images) for name, source in datasets.items()}
    least = min(len(crops.images) for crops in sets.values())
    return {n: c if len(c.images) == least else read(n, datasets[n], least) for n, c in sets.items()}


def predictions(
    plan: Plan,
    photos: RealPhotos,
    arms: Sequence[Arm],
    shown: Sequence[tuple[LabelledCrops, ...]],
    *,
    cache_dir: Path,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, NDArray[np.int64]]:
    """Arm -> class numbers said of each photo, shape (seeds, photos); `shown` as `training_sets` gives it."""
    fit = fit_of(plan)
    found = run_trainings(
        _trainings(plan, shown),
        np.stack([fit_crop(image, fit) for image in photos.images]),
        images_digest=_images_digest(plan, photos),
        cache_dir=cache_dir,
        workers=workers,
        progress=progress,
    )
    return {arm.name: _said(part) for arm, part in zip(arms, _by_arm(plan, found), strict=True)}


def kept(
    plan: Plan,
    photos: RealPhotos,
    arms: Sequence[Arm],
    shown: Sequence[tuple[LabelledCrops, ...]],
    *,
    cache_dir: Path,
) -> dict[str, NDArray[np.int64]]:
    """As `predictions`, of the arms all of whose trainings an earlier run kept in the cache."""
    found = kept_predictions(_trainings(plan, shown), _images_digest(plan, photos), cache_dir)
    whole = {}
    for arm, part in zip(arms, _by_arm(plan, found), strict=True):
        there = [said for said in part if said is not None]
        if len(there) == len(part):
            whole[arm.name] = _said(there)
    return whole


def _trainings(plan: Plan, shown: Sequence[tuple[LabelledCrops, ...]]) -> list[Training]:
    document, budget = plan.document, plan.document.budget
    return [
        Training(
            sets, document.probe, len(document.classes), budget.steps, budget.batch,
            document.seeds[i % len(document.seeds)],
        )
        for i, sets in enumerate(shown)
    ]  # fmt: skip


def _images_digest(plan: Plan, photos: RealPhotos) -> str:
    return digest([photos.digest, asdict(fit_of(plan))])


def _by_arm(plan: Plan, found: Sequence[Item]) -> list[Sequence[Item]]:
    step = len(plan.document.seeds)
    return [found[i : i + step] for i in range(0, len(found), step)]


def _said(probabilities: Sequence[NDArray[np.float32]]) -> NDArray[np.int64]:
    return np.stack([p.argmax(axis=1).astype(np.int64) for p in probabilities])
