"""Training crops: where to look, from how near, in which light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.boxes import BoxedImage

__all__ = ["UNKNOWN", "random_crop"]

_GREY = 118
_KEEP = 0.35
"""A box of which less is left in the crop is no object of it."""
_TELLS_CLASS = 0.8
"""A box of which less is left has no class to learn: half of a six is a three."""
UNKNOWN = -1
"""The class of such a box."""
_AROUND = 0.25
"""How far the middle of a crop lies from the object that it is around, at most, of the crop's side."""


def random_crop(image: BoxedImage, side_px: int, rng: np.random.Generator, *, upright: bool) -> BoxedImage:
    """A square crop of random place, scale and mirroring, with changed light, as a camera might have seen it.

    Three in four crops lie around an object. Unless `upright`, any quarter turn is as likely. What the
    crop's edge cuts keeps its box as far as it is inside and may lose its class (`UNKNOWN`).
    """
    height, width = image.image.shape[:2]
    need = side_px / np.exp(rng.uniform(-0.35, 0.35))
    if len(image.boxes) and rng.random() < 0.75:
        box = image.boxes[rng.integers(len(image.boxes))]
        middle = (box[:2] + box[2:]) / 2 + rng.uniform(-_AROUND, _AROUND, 2) * need
    else:
        middle = rng.uniform(0, 1, 2) * (width, height)
    # Inside the image as far as it is large enough; else centred.
    for axis, size in enumerate((width, height)):
        low, high = need / 2, size - need / 2
        middle[axis] = np.clip(middle[axis], low, high) if low < high else size / 2
    turn = np.eye(2)
    if rng.random() < 0.5:
        turn = np.diag([-1.0, 1.0])
    if not upright:
        quarter = np.array([[0.0, -1.0], [1.0, 0.0]])
        turn = np.linalg.matrix_power(quarter, int(rng.integers(4))) @ turn
    linear = turn * (side_px / need)
    matrix = np.column_stack([linear, side_px / 2 - linear @ middle])
    method = cv2.INTER_AREA if need > side_px else cv2.INTER_LINEAR
    pixels = cv2.warpAffine(
        image.image, matrix, (side_px, side_px), flags=method, borderValue=(_GREY, _GREY, _GREY)
    )
    boxes, classes = _moved(image, matrix, side_px)
    return BoxedImage(_relit(pixels, rng), boxes, classes)


def _moved(
    image: BoxedImage, matrix: NDArray[np.float64], side_px: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    corners = image.boxes.reshape(-1, 2, 2).astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    whole = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    cut = np.clip(whole, 0, side_px)
    left = (cut[:, 2:] - cut[:, :2]).prod(axis=1) / np.maximum(
        (whole[:, 2:] - whole[:, :2]).prod(axis=1), 1e-6
    )
    kept = left > _KEEP
    classes = np.where(left > _TELLS_CLASS, image.classes, UNKNOWN)
    return cut[kept].astype(np.float32), classes[kept]


def _relit(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Exposure, contrast, colour cast, saturation; sometimes soft, sometimes noisy."""
    levels = (np.arange(256, dtype=np.float32) / 255) ** np.float32(np.exp(rng.normal(0, 0.2)))
    gain = np.exp(rng.normal(0, 0.2)) * np.exp(rng.normal(0, 0.1, 3))
    strength = np.exp(rng.normal(0, 0.25))
    x = cv2.LUT(pixels, (levels[:, None] * gain).astype(np.float32)[:, None])
    x = cv2.transform(x, strength * np.eye(3) + (1 - strength) / 3)
    if rng.random() < 0.25:
        x = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.4, 1.4)))
    if rng.random() < 0.25:
        x += rng.uniform(0.005, 0.04) * rng.standard_normal(x.shape, np.float32)
    return np.asarray(np.clip(x * 255 + 0.5, 0, 255), np.uint8)
