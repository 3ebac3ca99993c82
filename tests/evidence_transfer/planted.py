"""Runs of a plan whose models say what a test plants."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from stand_ins import CLASSES, crops, photos, plan

from scenewright.evidence.transfer import LabelledCrops, TransferReport, run_transfer
from scenewright.evidence.transfer.photos import RealPhotos

SAME_LOOK = photos(90)
TEST_FIRST = replace(SAME_LOOK, is_dev=np.arange(90) >= 60)
"""Twenty test and ten dev photos of each class, in near-duplicate groups of two."""
TRUTH = np.array([CLASSES.index(label) for label in TEST_FIRST.labels])


def mistaken(wrong: np.ndarray) -> np.ndarray:
    """Predictions, wrong where asked; `wrong` has shape (photos,) or (seeds, photos)."""
    return np.where(wrong, (TRUTH + 1) % 3, TRUTH)


def first_of_class(*counts: int) -> np.ndarray:
    """The first `counts[k]` photos of each class k."""
    order = np.arange(90) // 3
    return order < np.array(counts)[TRUTH]


@dataclass
class PlantedRun:
    """Datasets by what models trained on them will say; records every training's crops."""

    folder: Path
    said: dict[bytes, np.ndarray] = field(default_factory=dict)
    trained: list[tuple[np.ndarray, str]] = field(default_factory=list)

    def dataset(self, name: str, said: np.ndarray) -> LabelledCrops:
        made = crops(name, 24, seed=100 + len(self.said))
        self.said[made.images.tobytes()] = said
        return made

    def train(self, sets: list, *, seed: str, **_: object) -> dict[str, np.ndarray]:
        images = np.concatenate([np.asarray(images) for images, _ in sets])
        self.trained.append((images, seed))
        return {"images": images, "seed": np.array(int(seed))}

    def predict(
        self, weights: dict[str, np.ndarray], images: np.ndarray, *, classes: int, **_: object
    ) -> np.ndarray:
        said = self.said.get(weights["images"].tobytes(), TRUTH)
        return np.eye(classes, dtype=np.float32)[said if said.ndim == 1 else said[int(weights["seed"])]]

    def __call__(
        self, *said: np.ndarray, real: RealPhotos = TEST_FIRST, names: tuple[str, ...] = (), **changes: object
    ) -> TransferReport:
        names = names or tuple("abcdef"[: len(said)])
        sets = {name: self.dataset(name, what) for name, what in zip(names, said, strict=True)}
        return run_transfer(
            plan(**changes), sets, cache_dir=self.folder / "cache", photos=real, workers=1,
            read_log=self.folder / "reads.jsonl",
        )  # fmt: skip
