"""What the detector should say of an image, and how far off it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

__all__ = ["Targets", "detection_loss", "make_targets"]

Targets = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]
_INNER = 0.5
"""Cells whose heat is above it learn box and class as well."""
_NOTHING = -1
_BOX, _KIND = 2.0, 4.0
"""Weights of the losses of boxes and classes beside that of centres."""


def make_targets(boxes: NDArray[np.float32], classes: NDArray[np.int64], cells: tuple[int, int]) -> Targets:
    """Heat (1, h, w), distances to the sides (4, h, w), class (h, w), -1 for none, and weights (h, w).

    `boxes` and the size `cells` = (h, w) in cells. The heat of a box is a Gaussian over its middle, one at
    the cell of its centre (TTFNet, Liu et al. 2020); of boxes over one cell the smaller one counts. The
    weights of an object's cells sum to about 1, so that a large one does not drown a small one. A class of
    -1 is one that cannot be told: the object has a box and no class.
    """
    height, width = cells
    heat = np.zeros((1, height, width), np.float32)
    sides = np.zeros((4, height, width), np.float32)
    kinds = np.full((height, width), _NOTHING, np.int64)
    weights = np.zeros((height, width), np.float32)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for k in np.argsort(-area, kind="stable"):
        x0, y0, x1, y1 = (float(v) for v in boxes[k])
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        # Of a box cut by the crop the nearest cell still stands for it.
        column, row = int(np.clip(cx, 0, width - 1)), int(np.clip(cy, 0, height - 1))
        sx, sy = max((x1 - x0) / 6, 0.4), max((y1 - y0) / 6, 0.4)
        left, right = max(0, int(cx - 3 * sx)), min(width, int(cx + 3 * sx) + 2)
        top, bottom = max(0, int(cy - 3 * sy)), min(height, int(cy + 3 * sy) + 2)
        xs, ys = np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5
        bump = np.exp(-((ys[:, None] - cy) ** 2) / (2 * sy**2) - (xs[None, :] - cx) ** 2 / (2 * sx**2))
        bump = bump.astype(np.float32)
        bump[row - top, column - left] = 1.0
        window = (slice(top, bottom), slice(left, right))
        mine = heat[(0, *window)]
        np.maximum(mine, bump, out=mine)
        inner = bump > _INNER
        values = np.broadcast_arrays(xs[None, :] - x0, ys[:, None] - y0, x1 - xs[None, :], y1 - ys[:, None])
        for side, value in zip(sides, values, strict=True):
            side[window][inner] = np.maximum(value[inner], 0.05)
        kinds[window][inner] = classes[k]
        weights[window][inner] = 1 / inner.sum()
    return heat, sides, kinds, weights


def detection_loss(said: tuple[Any, Any, Any], heat: Any, sides: Any, kinds: Any, weights: Any) -> Any:
    """Penalty-reduced focal loss of centres (CornerNet, Law and Deng 2018), GIoU loss of boxes (Rezatofighi
    et al. 2019) and cross-entropy of classes, those two over the middles of the objects.
    """
    logits, classes, a = said
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    centre = (heat == 1).float()
    near = centre * (1 - p) ** 2 * torch.log(p)
    far = (1 - centre) * (1 - heat) ** 4 * p**2 * torch.log(1 - p)
    focal = -(near + far).sum() / centre.sum().clamp(min=1)
    n = weights.sum().clamp(min=1)
    overlap = torch.minimum(a, sides)
    inter = (overlap[:, 0] + overlap[:, 2]) * (overlap[:, 1] + overlap[:, 3])
    union = _area(a) + _area(sides) - inter
    hull = _area(torch.maximum(a, sides)).clamp(min=1e-6)
    giou = inter / union.clamp(min=1e-6) - (hull - union) / hull
    kind = functional.cross_entropy(classes, kinds, ignore_index=_NOTHING, reduction="none")
    told = (weights * (kinds != _NOTHING)).sum().clamp(min=1)
    return focal + _BOX * ((1 - giou) * weights).sum() / n + _KIND * (kind * weights).sum() / told


def _area(sides: Any) -> Any:
    return (sides[:, 0] + sides[:, 2]) * (sides[:, 1] + sides[:, 3])
