"""The outer rim of the crop and its corners, pixel by pixel: where watermarks and frames sit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import CHANNELS, FeatureTable, Place, luma_chroma
from scenewright.evidence.shortcuts.local_contrast import local_contrast

__all__ = ["border_features", "corner_features"]

RIM_PX = 4
"""Rows from the edge that are looked at one by one."""
INSIDE_PX = 4
"""Rows behind them that they are compared with."""
CORNER_PX = 12
STEP_PX = 1
MARK_PX = 4
AROUND_PX = 8
SIDES = ("left", "top", "right", "bottom")


def border_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Colour of the outer rows against the rows behind, by side and all around; and how rows repeat."""
    names: list[str] = []
    places: list[Place | None] = []
    for side in (*SIDES, "all sides"):
        for row in range(RIM_PX):
            names += [
                f"{side}, row {row + 1}: {c}" for c in (*CHANNELS, "contrast along", "repeats the next")
            ]
            places += [_strip(side)] * (len(CHANNELS) + 2)
    return FeatureTable(tuple(names), tuple(places), np.stack([_rim(crop) for crop in crops]))


def corner_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Windows of `MARK_PX` against their surroundings, at fixed pixels from each corner."""
    steps = range(0, CORNER_PX - MARK_PX + 1, STEP_PX)
    names, places = [], []
    typical = np.median([crop.image.shape[:2] for crop in crops], axis=0)
    for corner in ("top left", "top right", "bottom left", "bottom right"):
        for y in steps:
            for x in steps:
                names += [f"{corner}, {x} px in, {y} px in: {c}" for c in CHANNELS]
                places += [_at(corner, x, y, typical)] * len(CHANNELS)
    values = np.stack([_corners(crop, list(steps)) for crop in crops])
    return FeatureTable(tuple(names), tuple(places), values)


def _strip(side: str) -> Place | None:
    return {"left": (0.0, 0.0, 0.1, 1.0), "top": (0.0, 0.0, 1.0, 0.1),
            "right": (0.9, 0.0, 1.0, 1.0), "bottom": (0.0, 0.9, 1.0, 1.0)}.get(side)  # fmt: skip


def _at(corner: str, x: int, y: int, typical: NDArray[np.float64]) -> Place:
    height, width = typical
    x0, y0, x1, y1 = (
        min(1.0, v) for v in (x / width, y / height, (x + MARK_PX) / width, (y + MARK_PX) / height)
    )
    if corner.endswith("right"):
        x0, x1 = 1 - x1, 1 - x0
    if corner.startswith("bottom"):
        y0, y1 = 1 - y1, 1 - y0
    return float(x0), float(y0), float(x1), float(y1)


def _turned(array: NDArray[Any], side: str) -> NDArray[Any]:
    """The array with the side's rows first."""
    lying = np.swapaxes(array, 0, 1) if side in ("left", "right") else array
    return lying[::-1] if side in ("right", "bottom") else lying


def _rim(crop: AuditCrop) -> NDArray[np.float32]:
    image, size = luma_chroma(crop.image), len(CHANNELS) + 2
    found = np.full((len(SIDES), RIM_PX, size), np.nan, np.float32)
    for number, side in enumerate(SIDES):
        pixels, seen = _turned(image, side), _turned(crop.beside, side)
        if len(pixels) <= RIM_PX + INSIDE_PX:
            continue
        behind = pixels[RIM_PX : RIM_PX + INSIDE_PX]
        inner = seen[RIM_PX : RIM_PX + INSIDE_PX]
        for row in range(RIM_PX):
            # Only columns whose rows behind are seen as well: else other parts of the scene are compared.
            both = seen[row] & (inner.sum(axis=0) >= 1)
            if both.sum() < 3:
                continue
            weight = inner[:, both, None].astype(np.float32)
            mean = (behind[:, both] * weight).sum(axis=0) / weight.sum(axis=0)
            line = pixels[row][both]
            found[number, row, : len(CHANNELS)] = (line - mean).mean(axis=0)
            found[number, row, -2] = np.abs(np.diff(line[:, 0])).mean()
            found[number, row, -1] = np.abs(line[:, 0] - pixels[row + 1][both][:, 0]).mean()
    some = np.isfinite(found).any(axis=0)
    around = np.where(some, np.nansum(found, axis=0) / np.maximum(np.isfinite(found).sum(axis=0), 1), np.nan)
    return np.concatenate([found.ravel(), around.ravel()]).astype(np.float32)


def _corners(crop: AuditCrop, steps: list[int]) -> NDArray[np.float32]:
    image, found = luma_chroma(crop.image), []
    for down in (1, -1):
        for right in (1, -1):
            reach = CORNER_PX + AROUND_PX
            turned = np.ascontiguousarray(image[::down, ::right][:reach, :reach])
            seen = np.ascontiguousarray(crop.beside[::down, ::right][:reach, :reach])
            contrast = local_contrast(turned, seen, MARK_PX, AROUND_PX)
            table = np.full((len(steps), len(steps), len(CHANNELS)), np.nan, np.float32)
            # A crop of less than two corners' size would count one place twice.
            rows = [y for y in steps if y + MARK_PX <= crop.image.shape[0] // 2]
            columns = [x for x in steps if x + MARK_PX <= crop.image.shape[1] // 2]
            table[: len(rows), : len(columns)] = contrast[np.ix_(rows, columns)]
            found.append(table.ravel())
    return np.concatenate(found)
