"""The datasets of a study: made or found again, counted, and read as crops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.dataset import Dataset, open_dataset
from scenewright.evidence.study.plan import Study
from scenewright.evidence.transfer.arms import fit_of
from scenewright.evidence.transfer.crops import LabelledCrops, crops_from_datasets, crops_from_images
from scenewright.generate import Recipe, generate_dataset

__all__ = ["VariantCrops", "make_datasets", "read_crops", "trained_images"]


@dataclass(frozen=True, eq=False)
class VariantCrops:
    """A variant's frames at the probe's size."""

    trained: LabelledCrops
    held_out: NDArray[np.uint8]
    """sRGB, shape (n, height, width, 3): not trained on."""
    held_out_labels: NDArray[np.int64]


def make_datasets(
    study: Study, work: Path, *, workers: int, progress: Callable[[int, int], None]
) -> dict[str, Dataset]:
    """Name -> dataset, the reference frames first; those that are there are opened, others are made."""
    recipes: dict[str, Recipe] = {"reference": study.reference()}
    recipes |= {variant.name: study.recipe(variant) for variant in study.variants}
    total, before, made = sum(recipe.count for recipe in recipes.values()), 0, {}
    for name, recipe in recipes.items():
        folder = work / "datasets" / f"{name}-{recipe.digest[:12]}"

        def report(done: int, before: int = before) -> None:
            progress(before + done, total)

        generate_dataset(recipe, folder, name=name, workers=workers, progress=report)
        made[name] = open_dataset(folder)
        before += recipe.count
    return made


def trained_images(study: Study, datasets: dict[str, Dataset]) -> int:
    """Frames that every variant is trained on: as many as the one with fewest frames of a class allows."""
    classes = study.evaluation.class_map
    shown = [
        sum(labels["state"] in classes for labels in dataset.index.column("labels").to_pylist())
        for dataset in datasets.values()
    ]
    held_out = study.document.frames - round(study.document.frames * (1 - study.document.held_out))
    return min(study.trained_frames, max(1, min(shown) - held_out))


def read_crops(study: Study, dataset: Dataset, trained: int) -> VariantCrops:
    """The first `trained` frames that show a class, in an order that mixes them, and the rest.

    Raises `InputError` when a class is missing among those that are trained on.
    """
    plan = study.evaluation
    classes, fit = plan.document.classes, fit_of(plan)
    crops = crops_from_datasets(
        dataset.name, [dataset], classes=classes, class_map=plan.class_map, fit=fit, most=dataset.count
    )
    labels = [classes[number] for number in crops.labels[:trained]]
    images = list(crops.images[:trained])
    shown = crops_from_images(dataset.name, images, labels, classes=classes, fit=fit, root=crops.root)
    return VariantCrops(shown, crops.images[trained:], crops.labels[trained:])
