"""Trainings with their detections, side by side in processes, kept by the digest of what decides them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.packed import PackedImages
from scenewright.generate.executors.local import count_frame, run_local
from scenewright.identity import digest

__all__ = ["Schedule", "Training", "run_trainings"]


@dataclass(frozen=True)
class Schedule:
    """What every training costs."""

    steps: int
    batch: int
    crop_px: int
    upright: bool


@dataclass(frozen=True)
class Training:
    """One training and the images that it is then used on."""

    sets: tuple[PackedImages, ...]
    """Each batch has equal shares of every one."""
    judged: PackedImages
    detector: str
    classes: int
    schedule: Schedule
    seed: str

    @property
    def digest(self) -> str:
        """Of the data's content, the detector, the budget, the seed, torch's version and its arithmetic."""
        from importlib.metadata import version

        from scenewright.evidence.transfer.precision import ARITHMETIC

        sets = [images.digest for images in self.sets]
        made_by = [version("torch"), ARITHMETIC]
        budget = asdict(self.schedule)
        return digest([sets, self.judged.digest, self.detector, self.classes, budget, self.seed, *made_by])


def run_trainings(
    trainings: Sequence[Training],
    *,
    cache_dir: Path,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[Detections]]:
    """Detections in the judged images of each training, in pixels of those.

    Detections found in `cache_dir` are not made again. Workers each use one thread. Raises `ScenewrightError`
    when one dies.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    jobs = [(training, cache_dir / f"{training.digest}.npz") for training in trainings]
    missing = list({file: (t, file) for t, file in jobs if _read(file) is None}.values())
    done = len(jobs) - len(missing)
    if progress:
        progress(done, len(jobs))
    alone = workers == 1 or len(missing) <= 1
    made = (
        map(_train_and_detect, missing)
        if alone
        else run_local(_train_and_detect, missing, workers=min(workers, len(missing)))
    )
    for _ in made:
        done += 1
        if progress:
            progress(done, len(jobs))
    return [_read(file) or [] for _, file in jobs]


def _train_and_detect(job: tuple[Training, Path]) -> None:
    from scenewright.evidence.transfer.detection.detect import detect
    from scenewright.evidence.transfer.detection.train import train_detector

    training, path = job
    weights = train_detector(
        training.sets,
        classes=training.classes,
        schedule=training.schedule,
        seed=training.seed,
        after_step=count_frame,  # so that a training ends soon after its caller has stopped
    )
    found = detect(weights, [image.image for image in training.judged], classes=training.classes)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as stream:
        np.savez(
            stream,
            counts=np.array([len(d.scores) for d in found], np.int64),
            boxes=np.concatenate([np.zeros((0, 4), np.float32), *(d.boxes for d in found)]),
            scores=np.concatenate([np.zeros(0, np.float32), *(d.scores for d in found)]),
            classes=np.concatenate([np.zeros(0, np.int64), *(d.classes for d in found)]),
        )
    Path(stream.name).replace(path)


def _read(path: Path) -> list[Detections] | None:
    try:
        with np.load(path) as stored:
            ends = np.cumsum(stored["counts"])[:-1]
            parts = [np.split(stored[name], ends) for name in ("boxes", "scores", "classes")]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return [Detections(*part) for part in zip(*parts, strict=True)]
