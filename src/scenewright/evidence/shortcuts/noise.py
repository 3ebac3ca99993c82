"""The noise floor: what sensor, pipeline and file leave in places without structure."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import FeatureTable

__all__ = ["NOISE_NAMES", "noise_features", "noise_statistics"]

_KERNEL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
"""Immerkær 1996: blind to planes and straight edges along rows and columns; keeps white noise's sd."""
_OF_CHANNEL = ("residual, middle", "residual, mean", "residual, tail")
NOISE_NAMES = (
    *(f"{c} {name}" for c in ("red", "green", "blue") for name in _OF_CHANNEL),
    "residual, neighbours in x",
    "residual, neighbours in y",
    "residual, red with green",
    "residual, blue with green",
    "steps at the JPEG grid",
    "chroma against luma residual",
    "levels used",
)
LEAST_PX = 40


def noise_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Statistics of the high-pass residual beside the subject, and the file's quantization."""
    rows = [[*noise_statistics(crop.image, crop.beside), crop.quantization] for crop in crops]
    names = (*NOISE_NAMES, "JPEG quantization")
    return FeatureTable(names, (None,) * len(names), np.array(rows, np.float32))


def noise_statistics(image: NDArray[np.uint8], seen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """`NOISE_NAMES` of the seen pixels of an sRGB image; NaN where there are too few."""
    whole = np.ones((3, 3), np.uint8)
    inside = cv2.erode(seen.astype(np.uint8), whole, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    if inside.sum() < LEAST_PX:
        return np.full(len(NOISE_NAMES), np.nan, np.float32)
    residual = cv2.filter2D(image.astype(np.float32), cv2.CV_32F, _KERNEL)
    size = np.abs(residual[inside])
    middle, mean = np.median(size, axis=0), size.mean(axis=0)
    tail = np.quantile(size, 0.95, axis=0)
    of_channel = np.log1p(np.stack([middle, mean, tail / (mean + 0.5)], axis=1)).ravel()
    green = residual[..., 1]
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    chroma = np.abs(residual[..., 0] - green)[inside].mean()
    return np.array(
        [
            *of_channel,
            _correlation(green[:, 1:], green[:, :-1], inside[:, 1:] & inside[:, :-1]),
            _correlation(green[1:], green[:-1], inside[1:] & inside[:-1]),
            _correlation(residual[..., 0], green, inside),
            _correlation(residual[..., 2], green, inside),
            _grid(luma, seen),
            chroma / (mean[1] + 0.5),
            len(np.unique(luma[seen])) / np.sqrt(seen.sum()),
        ],
        np.float32,
    )


def _correlation(one: NDArray[np.float32], two: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    a, b = one[where], two[where]
    scale = float(np.sqrt((a * a).mean() * (b * b).mean())) if a.size else 0.0
    return float((a * b).mean() / scale) if scale > 1e-6 else float("nan")


def _grid(luma: NDArray[np.float32], seen: NDArray[np.bool_]) -> float:
    """Log ratio of the steps across the borders of 8x8 blocks to the steps elsewhere."""
    at, off = [], []
    for steps, both in (
        (np.abs(np.diff(luma, axis=1)), seen[:, 1:] & seen[:, :-1]),
        (np.abs(np.diff(luma, axis=0)).T, (seen[1:] & seen[:-1]).T),
    ):
        border = np.arange(steps.shape[1]) % 8 == 7
        at.append(steps[:, border][both[:, border]])
        off.append(steps[:, ~border][both[:, ~border]])
    there, elsewhere = np.concatenate(at), np.concatenate(off)
    if not there.size or not elsewhere.size:
        return float("nan")
    return float(np.log((there.mean() + 0.5) / (elsewhere.mean() + 0.5)))
