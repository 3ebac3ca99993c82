"""Features by a probe that was trained on frames of the base scenario: one space for all variants."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.train import Training
from scenewright.generate.journal import whole_file

__all__ = ["features_of", "reference_weights"]


def reference_weights(training: Training, cache_dir: Path) -> dict[str, NDArray[np.float32]]:
    """Weights of a training, kept in `cache_dir` by its digest."""
    from scenewright.evidence.transfer.probe import train_probe

    file = cache_dir / f"{training.digest}.weights.npz"
    try:
        with np.load(file) as stored:
            return dict(stored)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    weights = train_probe(
        [(crops.images, crops.labels) for crops in training.sets],
        probe=training.probe,
        classes=training.classes,
        steps=training.steps,
        batch=training.batch,
        seed=training.seed,
    )
    cache_dir.mkdir(parents=True, exist_ok=True)
    arrays: Any = weights
    with whole_file(file) as stream:
        np.savez(stream, **arrays)
    return weights


def features_of(
    weights: dict[str, NDArray[np.float32]], images: NDArray[np.uint8], training: Training
) -> NDArray[np.float64]:
    """Activations before the last layer, shape (n, channels)."""
    from scenewright.evidence.transfer.probe import embed

    return embed(weights, images, probe=training.probe, classes=training.classes).astype(np.float64)
