"""Trainings, side by side in processes and kept by the digest of all that decides them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.crops import LabelledCrops
from scenewright.generate.executors.local import run_local
from scenewright.identity import digest

__all__ = ["Training", "run_trainings"]


@dataclass(frozen=True)
class Training:
    """One training: its data, its budget and its seed."""

    crops: LabelledCrops
    probe: str
    classes: int
    steps: int
    batch: int
    seed: str

    @property
    def digest(self) -> str:
        """Of the data's content, the probe, the budget, the seed and torch's version."""
        from importlib.metadata import version

        parts = [self.crops.digest, self.probe, self.classes, self.steps, self.batch, self.seed]
        return digest([*parts, version("torch")])


def run_trainings(
    trainings: Sequence[Training],
    images: NDArray[np.uint8],
    *,
    images_digest: str,
    cache_dir: Path,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[NDArray[np.float32]]:
    """Class probabilities of `images` (n, height, width, 3) under each training, shape (n, classes) each.

    A training or its predictions found in `cache_dir` are not made again. Workers each use one thread.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    jobs = [(t, images, cache_dir / f"{digest([t.digest, images_digest])}.npz") for t in trainings]
    missing = [job for job in jobs if _read(job[2]) is None]
    done = len(jobs) - len(missing)
    if progress:
        progress(done, len(jobs))
    alone = workers == 1 or len(missing) <= 1
    made = (
        map(_train_and_predict, missing)
        if alone
        else run_local(_train_and_predict, missing, workers=min(workers, len(missing)))
    )
    for _ in made:
        done += 1
        if progress:
            progress(done, len(jobs))
    return [np.load(path)["probabilities"] for _, _, path in jobs]


def _train_and_predict(job: tuple[Training, NDArray[np.uint8], Path]) -> None:
    from scenewright.evidence.transfer.probe import predict, train_probe

    training, images, path = job
    weights = train_probe(
        training.crops.images,
        training.crops.labels,
        classes=training.classes,
        steps=training.steps,
        batch=training.batch,
        seed=training.seed,
    )
    probabilities = predict(weights, images, classes=training.classes)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as stream:
        np.savez(stream, probabilities=probabilities)
    Path(stream.name).replace(path)


def _read(path: Path) -> NDArray[np.float32] | None:
    try:
        with np.load(path) as stored:
            return np.asarray(stored["probabilities"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
