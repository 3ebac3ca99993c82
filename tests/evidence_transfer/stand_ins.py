"""Stand-in photos and training crops, small enough to train on in a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scenewright.evidence.transfer import Fit, crops_from_images, plan_from_document
from scenewright.evidence.transfer.photos import RealPhotos, measure_photos
from scenewright.evidence.transfer.split import split_photos

CLASSES = ("red", "yellow", "green")
COLORS = {"red": (220, 30, 30), "yellow": (220, 180, 30), "green": (30, 200, 120)}


def lamp_image(label: str, random: np.random.Generator, *, dark: bool = False) -> np.ndarray:
    """A dark head with a lit lamp at its place, shape (40, 20, 3)."""
    image = random.integers(20, 50, (40, 20, 3)).astype(np.uint8)
    top = 2 + 12 * CLASSES.index(label)
    image[top : top + 9, 5:15] = COLORS[label]
    return (image // 3).astype(np.uint8) if dark else image


def photos(count: int = 90, *, seed: int = 1) -> RealPhotos:
    """Photos in groups of two near duplicates; a third of them dark."""
    random = np.random.Generator(np.random.Philox(key=seed))
    labels = tuple(CLASSES[i % 3] for i in range(count))
    images = tuple(lamp_image(label, random, dark=i % 9 < 3) for i, label in enumerate(labels))
    names = tuple(f"photos/{i:04d}.jpg" for i in range(count))
    groups = np.arange(count) // 6 * 3 + np.arange(count) % 3
    return RealPhotos(
        name="stand-in", source="made", licence="CC0", digest=f"{seed:064d}", names=names, images=images,
        labels=labels, groups=groups, is_dev=split_photos(names, groups, dev_fraction=0.3),
        properties=measure_photos(images, labels),
    )  # fmt: skip


def crops(name: str, count: int = 60, *, seed: int = 2, broken: str = ""):
    """Training crops; those of class `broken` have another class's look."""
    random = np.random.Generator(np.random.Philox(key=seed))
    labels = [CLASSES[i % 3] for i in range(count)]
    shown = [CLASSES[(CLASSES.index(x) + 1) % 3] if x == broken else x for x in labels]
    images = [lamp_image(label, random) for label in shown]
    return crops_from_images(name, images, labels, classes=CLASSES, fit=Fit(20, 40))


def plan(folder: Path = Path(), **changes):
    document = {
        "name": "stand-in",
        "real": {"set": "traffic_light_crops", "dev_fraction": 0.3},
        "classes": list(CLASSES),
        "budget": {"steps": 30, "batch": 24, "images": 60},
        "seeds": [str(i) for i in range(6)],
        "slices": {"dark": "brightness < 0.12", "bright": "brightness >= 0.12", "none": "brightness > 2"},
        "min_n": 5,
        "resamples": 200,
        "real_only_control": False,
    }
    return plan_from_document({**document, **changes}, folder)
