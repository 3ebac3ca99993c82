"""Detections of a trained detector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.network import PAD_PX, STRIDE, build_detector
from scenewright.evidence.transfer.detection.train import Weights

__all__ = ["detect"]

_MOST = 100
_FAINTEST = 0.01
_SAME_CLASS, _ANY_CLASS = 0.55, 0.75
"""IoU above which the fainter of two detections is dropped."""


def detect(weights: Weights, images: Sequence[NDArray[np.uint8]], *, classes: int) -> list[Detections]:
    """Detections in each image (sRGB, any size), at most 100; one thread."""
    model = build_detector(classes)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    model.eval()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            return [_detect(model, image) for image in images]
    finally:
        torch.set_num_threads(threads)


def _detect(model: torch.nn.Module, image: NDArray[np.uint8]) -> Detections:
    height, width = image.shape[:2]
    x = torch.from_numpy(np.array(image)).permute(2, 0, 1)[None].float() / 255 - 0.5
    x = functional.pad(x, (0, -width % PAD_PX, 0, -height % PAD_PX))
    logits, kinds, sides = model(x)
    centre = torch.sigmoid(logits)
    centre = centre * (functional.max_pool2d(centre, 3, 1, 1) == centre)
    peaks = (centre * kinds.softmax(1))[0]
    rows, columns = peaks.shape[1:]
    scores, places = peaks.flatten().topk(min(3 * _MOST, peaks.numel()))
    number, cell = places // (rows * columns), places % (rows * columns)
    y, x_ = cell // columns, cell % columns
    left, top, right, bottom = sides[0][:, y, x_]
    cx, cy = x_ + 0.5, y + 0.5
    boxes = torch.stack([cx - left, cy - top, cx + right, cy + bottom], 1) * STRIDE
    limit = torch.tensor([width, height, width, height])
    found = boxes.clamp(min=0).minimum(limit).numpy().astype(np.float32)
    kept = _suppressed(found, scores.numpy(), number.numpy())
    return Detections(found[kept], scores.numpy()[kept], number.numpy()[kept])


def _suppressed(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], classes: NDArray[np.int64]
) -> list[int]:
    """Rows that stay, best first: greedy non-maximum suppression."""
    sides = boxes[:, 2:] - boxes[:, :2]
    area = sides.prod(axis=1)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    inter = np.clip(high - low, 0, None).prod(axis=2)
    iou = inter / np.maximum(area[:, None] + area[None, :] - inter, 1e-6)
    same = classes[:, None] == classes[None, :]
    clash = (same & (iou > _SAME_CLASS)) | (iou > _ANY_CLASS)
    kept: list[int] = []
    for i in np.argsort(-scores, kind="stable"):
        if scores[i] < _FAINTEST or len(kept) == _MOST:
            break
        if sides[i].min() >= 1 and not clash[i, kept].any():
            kept.append(int(i))
    return kept
