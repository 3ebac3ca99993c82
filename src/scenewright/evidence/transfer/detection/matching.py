"""Which detection found which object: pycocotools decides, this keeps what statistics need."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections

__all__ = ["THRESHOLDS", "Matches", "match"]

THRESHOLDS = np.linspace(0.5, 0.95, 10)
"""IoU thresholds of COCO's AP; the first one is that of AP50."""


@dataclass(frozen=True, eq=False)
class Matches:
    """Detections of one class in one range of sizes, best score first, those to ignore left out."""

    hits: NDArray[np.bool_]
    """Shape (thresholds, detections)."""
    kept: NDArray[np.bool_]
    """False where a detection is ignored at a threshold (crowds, other sizes), same shape."""
    images: NDArray[np.int64]
    """Image of each detection, shape (detections,)."""
    objects: NDArray[np.int64]
    """Objects to be found in each image, shape (images,)."""


def match(
    truth: Sequence[BoxedImage],
    crowds: Sequence[BoxedImage],
    detections: Sequence[Detections],
    *,
    classes: int,
    sizes_px: Sequence[tuple[float, float]],
) -> list[list[Matches]]:
    """Matches by size range and class by COCO's rules, at most 100 detections an image.

    A range holds objects whose root of the area [px] lies in it.
    """
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    marked, found = _documents(truth, crowds, detections, classes)
    with contextlib.redirect_stdout(io.StringIO()):
        real, said = COCO(), COCO()
        real.dataset, said.dataset = marked, found
        real.createIndex()
        said.createIndex()
        judge = COCOeval(real, said, "bbox")
        judge.params.areaRng = [[low**2, high**2] for low, high in sizes_px]
        judge.params.areaRngLbl = [str(k) for k in range(len(sizes_px))]
        judge.params.maxDets = [100]
        judge.evaluate()
    n = len(truth)
    # One entry a class, range and image, in this order.
    entries = judge.evalImgs
    return [
        [_gather([entries[(k * len(sizes_px) + a) * n + i] for i in range(n)]) for k in range(classes)]
        for a in range(len(sizes_px))
    ]


def _gather(entries: Sequence[dict[str, Any] | None]) -> Matches:
    count, steps = len(entries), len(THRESHOLDS)
    objects = np.zeros(count, np.int64)
    scores, hits, kept, images = [], [], [], []
    for i, entry in enumerate(entries):
        if entry is None:
            continue
        objects[i] = int((np.asarray(entry["gtIgnore"]) == 0).sum())
        n = len(entry["dtScores"])
        scores.append(np.asarray(entry["dtScores"], float))
        hits.append(np.asarray(entry["dtMatches"]).reshape(steps, n) > 0)
        kept.append(~np.asarray(entry["dtIgnore"], bool).reshape(steps, n))
        images.append(np.full(n, i))
    if not scores:
        none = np.zeros((steps, 0), bool)
        return Matches(none, none, np.zeros(0, np.int64), objects)
    order = np.argsort(-np.concatenate(scores), kind="mergesort")
    return Matches(
        np.concatenate(hits, axis=1)[:, order],
        np.concatenate(kept, axis=1)[:, order],
        np.concatenate(images)[order],
        objects,
    )


def _documents(
    truth: Sequence[BoxedImage],
    crowds: Sequence[BoxedImage],
    detections: Sequence[Detections],
    classes: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    images = [{"id": i} for i in range(len(truth))]
    categories = [{"id": k} for k in range(classes)]
    marked: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for i in range(len(truth)):
        for crowd, source in ((0, truth[i]), (1, crowds[i])):
            for box, number in zip(source.boxes, source.classes, strict=True):
                marked.append(_entry(len(marked) + 1, i, box, int(number)) | {"iscrowd": crowd})
        said = detections[i]
        for box, number, score in zip(said.boxes, said.classes, said.scores, strict=True):
            found.append(_entry(len(found) + 1, i, box, int(number)) | {"score": float(score)})
    return (
        {"images": images, "categories": categories, "annotations": marked},
        {"images": images, "categories": categories, "annotations": found},
    )


def _entry(number: int, image: int, box: NDArray[np.float32], category: int) -> dict[str, Any]:
    x0, y0, x1, y1 = (float(v) for v in box)
    size = [x0, y0, x1 - x0, y1 - y0]
    return {
        "id": number,
        "image_id": image,
        "category_id": category,
        "bbox": size,
        "area": size[2] * size[3],
        "iscrowd": 0,
    }
