"""How people draw boxes: by how many pixels theirs are wider than those that a detector finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections

__all__ = ["drawn_wider_px"]

_SURE = 0.3
"""Least score of a detection that counts."""
_SAME = 0.4
"""Least IoU with the drawn box: lower than where a detection counts as right, as the rest is at issue."""
_OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])


def drawn_wider_px(
    photos: Sequence[BoxedImage], said: Sequence[Detections], classes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Class -> `pairs` and `margins_px`: medians of how far the drawn box reaches beyond the found one on the
    left, top, right and bottom [pixels of the photo]; classes without pairs are left out.
    """
    wider: dict[str, list[NDArray[np.float64]]] = {name: [] for name in classes}
    for photo, found in zip(photos, said, strict=True):
        for box, number in zip(photo.boxes.astype(np.float64), photo.classes, strict=True):
            mine = found.boxes[(found.classes == number) & (found.scores >= _SURE)].astype(np.float64)
            if len(mine):
                overlap = _iou(mine, box)
                if overlap.max() >= _SAME:
                    wider[classes[int(number)]].append((box - mine[overlap.argmax()]) * _OUTWARD)
    return {
        name: {"pairs": len(rows), "margins_px": [round(float(v), 2) for v in np.median(rows, axis=0)]}
        for name, rows in wider.items()
        if rows
    }


def _iou(boxes: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = np.maximum(boxes[:, :2], box[:2]), np.minimum(boxes[:, 2:], box[2:])
    both = np.clip(high - low, 0, None).prod(axis=1)
    sizes = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) + (box[2:] - box[:2]).prod()
    return np.asarray(both / np.maximum(sizes - both, 1e-9))
