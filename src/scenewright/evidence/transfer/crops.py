"""Training crops as arrays, whatever dataset they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.identity import digest, sha256_hex

__all__ = ["Fit", "LabelledCrops", "crops_from_datasets", "crops_from_images", "fit_crop"]


@dataclass(frozen=True)
class LabelledCrops:
    """Crops of one size with their classes."""

    name: str
    digest: str
    """Of everything below."""
    root: str
    """The dataset's Merkle root; of several, the digest of the list of theirs."""
    images: NDArray[np.uint8]
    """sRGB, shape (n, height, width, 3)."""
    labels: NDArray[np.int64]
    """Class numbers, shape (n,)."""


@dataclass(frozen=True)
class Fit:
    """How crops are brought to the probe's size."""

    width_px: int
    height_px: int
    shrink: str = "area"
    """`area` averages when it shrinks; `bilinear` takes four pixels, as photos stored small often were."""


def fit_crop(image: NDArray[np.uint8], fit: Fit) -> NDArray[np.uint8]:
    """The whole crop at the probe's size, shape (height_px, width_px, 3)."""
    width_px, height_px = fit.width_px, fit.height_px
    if image.shape[:2] == (height_px, width_px):
        return image
    shrinks = image.shape[0] > height_px and fit.shrink == "area"
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width_px, height_px), interpolation=method), dtype=np.uint8)


def crops_from_images(
    name: str,
    images: Sequence[NDArray[np.uint8]],
    labels: Sequence[str],
    *,
    classes: Sequence[str],
    fit: Fit,
    root: str = "",
) -> LabelledCrops:
    """Crops of the given images (sRGB); those whose label is no class are left out.

    Raises `InputError` when a class is missing.
    """
    _need_every_class(name, labels, classes, fix="add images of those classes")
    kept = [i for i, label in enumerate(labels) if label in classes]
    stack = np.stack([fit_crop(images[i], fit) for i in kept])
    numbers = np.array([list(classes).index(labels[i]) for i in kept], dtype=np.int64)
    content = digest([list(classes), list(stack.shape), sha256_hex(stack.tobytes()), numbers.tolist()])
    return LabelledCrops(name, content, root or content, stack, numbers)


def crops_from_datasets(
    name: str,
    datasets: Sequence[Any],
    *,
    classes: Sequence[str],
    class_map: Mapping[str, str],
    fit: Fit,
    most: int,
) -> LabelledCrops:
    """The first `most` frames of one or more `Dataset`s that show a class.

    They are ordered by the digest of dataset name and key, which mixes datasets and scenarios and does not
    depend on what a frame shows. Raises `InputError` when a class is missing.
    """
    states: dict[tuple[int, str], str] = {}
    for number, dataset in enumerate(datasets):
        for row in dataset.index.select(["key", "labels"]).to_pylist():
            states[number, row["key"]] = class_map.get(row["labels"]["state"], "")
    keys = [place for place, state in states.items() if state in classes]
    keys = sorted(keys, key=lambda place: digest([datasets[place[0]].name, place[1]]))[:most]
    labels = [states[key] for key in keys]
    fix = "generate more frames or give the scenario those states"
    _need_every_class(name, labels, classes, fix=fix)
    images = [datasets[number].read_image(key) for number, key in keys]
    roots = [str(dataset.manifest.merkle_root) for dataset in datasets]
    return crops_from_images(
        name,
        images,
        labels,
        classes=classes,
        fit=fit,
        root=roots[0] if len(roots) == 1 else digest(roots),
    )


def _need_every_class(name: str, labels: Sequence[str], classes: Sequence[str], *, fix: str) -> None:
    if missing := sorted(set(classes) - set(labels)):
        expected = f"a dataset with every class of {', '.join(classes)}"
        raise InputError(Problem(expected=expected, found=f"'{name}' without {', '.join(missing)}", fix=fix))
