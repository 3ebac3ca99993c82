"""Trainings, side by side in processes and kept by the digest of all that decides them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.crops import LabelledCrops
from scenewright.generate.executors.local import run_local
from scenewright.identity import digest

__all__ = ["Training", "kept_predictions", "run_trainings"]


@dataclass(frozen=True)
class Training:
    """One training: its data, its budget and its seed."""

    sets: tuple[LabelledCrops, ...]
    """A batch has equal shares of each."""
    probe: str
    classes: int
    steps: int
    batch: int
    seed: str

    @property
    def digest(self) -> str:
        """Of the data's content, the probe, the budget, the seed, torch's version and its arithmetic."""
        from scenewright.evidence.transfer.precision import ARITHMETIC

        parts = [self.probe, self.classes, self.steps, self.batch, self.seed, version("torch"), ARITHMETIC]
        return digest([*(crops.digest for crops in self.sets), *parts])


@dataclass(frozen=True)
class _Job:
    """A training for another process; images come as files, which processes share."""

    training: Training
    sets: tuple[tuple[Path, NDArray[np.int64]], ...]
    photos: Path
    result: Path


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
    results = [_file(cache_dir, training, images_digest) for training in trainings]
    missing = [pair for pair in zip(trainings, results, strict=True) if _read(pair[1]) is None]
    done = len(trainings) - len(missing)
    if progress:
        progress(done, len(trainings))
    with tempfile.TemporaryDirectory(dir=cache_dir) as folder:
        jobs = _jobs(missing, images, Path(folder))
        alone = workers == 1 or len(jobs) <= 1
        made = (
            map(_train_and_predict, jobs)
            if alone
            else run_local(_train_and_predict, jobs, workers=min(workers, len(jobs)))
        )
        for _ in made:
            done += 1
            if progress:
                progress(done, len(trainings))
    return [np.load(path)["probabilities"] for path in results]


def kept_predictions(
    trainings: Sequence[Training], images_digest: str, cache_dir: Path
) -> list[NDArray[np.float32] | None]:
    """What `run_trainings` would not have to make again; None for each training that it would."""
    return [_read(_file(cache_dir, training, images_digest)) for training in trainings]


def _file(cache_dir: Path, training: Training, images_digest: str) -> Path:
    return cache_dir / f"{digest([training.digest, images_digest])}.npz"


def _jobs(missing: Sequence[tuple[Training, Path]], images: NDArray[np.uint8], folder: Path) -> list[_Job]:
    def stored(name: str, pixels: NDArray[np.uint8]) -> Path:
        file = folder / f"{name}.npy"
        if not file.exists():
            np.save(file, pixels)
        return file

    jobs = []
    for training, result in missing:
        sets = tuple((stored(crops.digest, crops.images), crops.labels) for crops in training.sets)
        jobs.append(_Job(replace(training, sets=()), sets, stored("photos", images), result))
    return jobs


def _train_and_predict(job: _Job) -> None:
    from scenewright.evidence.transfer import probe

    training = job.training
    sets = [(np.load(file, mmap_mode="r"), labels) for file, labels in job.sets]
    weights = probe.train_probe(
        sets,
        probe=training.probe,
        classes=training.classes,
        steps=training.steps,
        batch=training.batch,
        seed=training.seed,
    )
    photos = np.load(job.photos, mmap_mode="r")
    probabilities = probe.predict(weights, photos, probe=training.probe, classes=training.classes)
    with tempfile.NamedTemporaryFile(dir=job.result.parent, suffix=".tmp", delete=False) as stream:
        np.savez(stream, probabilities=probabilities)
    Path(stream.name).replace(job.result)


def _read(path: Path) -> NDArray[np.float32] | None:
    try:
        with np.load(path) as stored:
            return np.asarray(stored["probabilities"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
