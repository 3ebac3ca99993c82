"""What is compared: trainings on synthetic frames, on real photos, on both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.folds import fold_of_seed, subset
from scenewright.evidence.transfer.detection.packed import PackedImages
from scenewright.evidence.transfer.detection.plan import DetectionPlan
from scenewright.evidence.transfer.detection.trainings import Schedule, Training, run_trainings
from scenewright.randomness import Streams

__all__ = ["Arm", "detections_of", "make_arms"]


@dataclass(frozen=True)
class Arm:
    """One way to train."""

    name: str
    kind: Literal["synthetic", "real", "real + synthetic"]
    dataset: str = ""
    """Of the synthetic part."""
    fraction: float = 0.0
    """Share of the other folds' photos that are trained on."""


def make_arms(datasets: Sequence[str], fractions: Sequence[float]) -> list[Arm]:
    """Every dataset alone; real photos alone and together with the last dataset, at each fraction."""
    arms = [Arm(name, "synthetic", name) for name in datasets]
    for fraction in fractions:
        share = "" if fraction == 1 else f" ({fraction:.3g} of the photos)"
        arms.append(Arm(f"real only{share}", "real", "", fraction))
        arms.append(Arm(f"real + {datasets[-1]}{share}", "real + synthetic", datasets[-1], fraction))
    return arms


def detections_of(
    plan: DetectionPlan,
    arms: Sequence[Arm],
    datasets: Mapping[str, PackedImages],
    photos: PackedImages,
    folds: NDArray[np.int64],
    *,
    cache_dir: Path,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> dict[str, list[list[Detections]]]:
    """Arm -> seed -> detections in each photo of the seed's fold, by a training that saw none of them.

    In pixels of the scaled `photos`; none in photos of other folds.
    """
    document, budget = plan.document, plan.document.budget
    schedule = Schedule(budget.steps, budget.batch, budget.crop_px, budget.upright)
    jobs: list[tuple[str, int, NDArray[np.int64], Training]] = []
    for arm in arms:
        for number, seed in enumerate(document.seeds):
            judged = folds == fold_of_seed(number, document.folds)
            rows = np.flatnonzero(judged)
            training = Training(
                _sets(arm, seed, datasets, photos, np.flatnonzero(~judged)),
                photos.take(rows),
                document.detector,
                len(document.classes),
                schedule,
                seed,
            )
            jobs.append((arm.name, number, rows, training))
    found = run_trainings([job[3] for job in jobs], cache_dir=cache_dir, workers=workers, progress=progress)
    empty = Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
    result = {arm.name: [[empty] * len(photos) for _ in document.seeds] for arm in arms}
    for (name, number, rows, _), said in zip(jobs, found, strict=True):
        for row, each in zip(rows, said, strict=True):
            result[name][number][row] = each
    return result


def _sets(
    arm: Arm,
    seed: str,
    datasets: Mapping[str, PackedImages],
    photos: PackedImages,
    others: NDArray[np.int64],
) -> tuple[PackedImages, ...]:
    """What a training is shown; `others` are the photos of the folds that it does not judge."""
    synthetic = (datasets[arm.dataset],) if arm.dataset else ()
    if arm.kind == "synthetic":
        return synthetic
    return (photos.take(subset(others, arm.fraction, Streams(seed, "real"))), *synthetic)
