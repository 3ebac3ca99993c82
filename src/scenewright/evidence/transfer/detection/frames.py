"""The frames of datasets as images with boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.evidence.transfer.detection.boxes import BoxedImage, scaled
from scenewright.identity import digest

__all__ = ["boxed_frames", "check_classes"]


_NONE = (0.0, 0.0, 0.0, 0.0)
_OUTWARD = np.array([-1, -1, 1, 1], np.float32)


def boxed_frames(
    datasets: Sequence[Any],
    *,
    classes: Sequence[str],
    most: int,
    long_side_px: int,
    min_visible: float,
    margins_px: Mapping[str, Sequence[float]],
) -> Iterator[BoxedImage]:
    """The first `most` frames of one or more `Dataset`s, scaled.

    They are ordered by the digest of dataset name and key, which mixes datasets and scenarios and does not
    depend on what a frame shows. An object of which less than `min_visible` is seen has no box. Boxes are
    widened by the margins of their class: left, top, right and bottom, in pixels of the frame.
    """
    places = [(n, key) for n, d in enumerate(datasets) for key in d.index.column("key").to_pylist()]
    places = sorted(places, key=lambda place: digest([datasets[place[0]].name, place[1]]))[:most]
    for number, key in places:
        kept = [
            i
            for i in datasets[number].read_labels(key)["instances"]
            if i["category"] in classes and i["visible_fraction"] >= min_visible
        ]
        boxes = np.array([i["box_modal"] for i in kept], np.float32).reshape(-1, 4)
        numbers = np.array([list(classes).index(i["category"]) for i in kept], np.int64)
        image = datasets[number].read_image(key)
        wider = np.array([margins_px.get(i["category"], _NONE) for i in kept], np.float32).reshape(-1, 4)
        height, width = image.shape[:2]
        boxes = np.clip(boxes + wider * _OUTWARD, 0, np.array([width, height] * 2, np.float32))
        yield scaled(BoxedImage(image, boxes, numbers), long_side_px)


def check_classes(name: str, datasets: Sequence[Any], classes: Sequence[str]) -> None:
    """Raises `InputError` when no frame of the datasets shows one of the classes."""
    shown = {
        instance["category"]
        for dataset in datasets
        for labels in dataset.index.column("labels").to_pylist()
        for instance in labels["instances"]
    }
    if missing := [c for c in classes if c not in shown]:
        raise InputError(
            Problem(
                expected=f"a dataset that shows every class of {', '.join(classes)}",
                found=f"'{name}' without {', '.join(missing)}",
                fix="generate more frames, give the scenario those objects, or correct the plan's classes",
            )
        )
