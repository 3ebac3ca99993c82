"""Accuracy of a variant's trainings, seed by seed, on test photos and on its own held-out frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from scenewright.evidence.study.frames import VariantCrops
from scenewright.evidence.study.plan import Study
from scenewright.evidence.transfer.arms import fit_of
from scenewright.evidence.transfer.crops import LabelledCrops, fit_crop
from scenewright.evidence.transfer.intervals import balanced_mean
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.train import Training, run_trainings
from scenewright.identity import digest, sha256_hex

__all__ = [
    "Accuracies",
    "JudgingPhotos",
    "judging_photos",
    "seed_interval",
    "trainings_of",
    "variant_accuracy",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class JudgingPhotos:
    """Test photos at the probe's size."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    digest: str


@dataclass(frozen=True, eq=False)
class Accuracies:
    """By seed, shape (seeds,) each."""

    test: Array
    held_out: Array


def judging_photos(study: Study, photos: RealPhotos) -> JudgingPhotos:
    plan = study.evaluation
    rows, fit = photos.part("test"), fit_of(plan)
    images = np.stack([fit_crop(photos.images[i], fit) for i in rows])
    labels = np.array([plan.document.classes.index(photos.labels[i]) for i in rows])
    return JudgingPhotos(images, labels, digest([photos.digest, "test", asdict(fit)]))


def trainings_of(study: Study, crops: LabelledCrops) -> list[Training]:
    """One training a seed."""
    document = study.evaluation.document
    budget, classes = document.budget, len(document.classes)
    return [
        Training((crops,), document.probe, classes, budget.steps, budget.batch, seed)
        for seed in document.seeds
    ]


def variant_accuracy(
    study: Study,
    crops: VariantCrops,
    photos: JudgingPhotos,
    *,
    cache_dir: Path,
    workers: int,
    progress: Callable[[int, int], None],
) -> Accuracies:
    """Train with every seed, or find the trainings again, and judge."""
    images = np.concatenate([photos.images, crops.held_out])
    found = run_trainings(
        trainings_of(study, crops.trained),
        images,
        images_digest=digest([photos.digest, sha256_hex(crops.held_out.tobytes())]),
        cache_dir=cache_dir,
        workers=workers,
        progress=progress,
    )
    said = np.stack([probabilities.argmax(axis=1) for probabilities in found])
    cut = len(photos.images)
    balanced = study.document.metric == "balanced_accuracy"

    def by_seed(answers: NDArray[Any], truth: NDArray[np.int64]) -> Array:
        strata = truth if balanced else np.zeros_like(truth)
        right = (answers == truth).astype(np.float64)
        return np.array([balanced_mean(row[None], strata) for row in right])

    return Accuracies(by_seed(said[:, :cut], photos.labels), by_seed(said[:, cut:], crops.held_out_labels))


def seed_interval(by_seed: Array) -> tuple[float, float]:
    """95 % interval of the mean for other seeds: Student's t."""
    mean, seeds = float(by_seed.mean()), len(by_seed)
    reach = float(student.ppf(0.975, seeds - 1) * by_seed.std(ddof=1) / np.sqrt(seeds))
    return mean - reach, mean + reach
