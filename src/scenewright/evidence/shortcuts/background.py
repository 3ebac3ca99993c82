"""Background alone: colours, texture and small marks of what is not the subject, wherever it is seen."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import CHANNELS, FeatureTable, Place, luma_chroma, masked_mean
from scenewright.evidence.shortcuts.local_contrast import local_contrast

__all__ = ["background_features"]

COARSE = 6
"""Cells a side in which colour and texture are measured."""
FINE = 24
"""Cells a side in which marks are looked for: one cell is 2 px of a crop of 48 px."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def background_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Of each crop: colour as a whole and by cell, texture in three bands by cell, marks by fine cell."""
    names: list[str] = [f"{c} quantile {q}" for c in CHANNELS for q in QUANTILES]
    places: list[Place | None] = [None] * len(names)
    for kind in ("colour", "texture"):
        parts = CHANNELS if kind == "colour" else ("fine", "middle", "coarse")
        for cell in np.ndindex(COARSE, COARSE):
            names += [f"{kind} {part}" for part in parts]
            places += [_place(cell, 1, COARSE)] * len(parts)
    for cell in np.ndindex(FINE, FINE):
        names += [f"mark {part}" for part in CHANNELS]
        places += [_place(cell, 2, FINE)] * len(CHANNELS)
    return FeatureTable(tuple(names), tuple(places), np.stack([_features(crop) for crop in crops]))


def _place(cell: tuple[int, ...], cells: int, of: int) -> Place:
    row, column = cell
    return column / of, row / of, min(1.0, (column + cells) / of), min(1.0, (row + cells) / of)


def _features(crop: AuditCrop) -> NDArray[np.float32]:
    image, seen = luma_chroma(crop.image), crop.beside
    whole = np.full((3, len(QUANTILES)), np.nan, np.float32)
    if seen.sum() >= 8:
        whole = np.quantile(image[seen], QUANTILES, axis=0).T.astype(np.float32)
    colour = masked_mean(image, seen, (COARSE, COARSE), 0.25)
    texture = masked_mean(_bands(image[..., 0], seen), seen, (COARSE, COARSE), 0.25)
    fine = masked_mean(image, seen, (FINE, FINE))
    there = np.isfinite(fine[..., 0])
    marks = local_contrast(np.nan_to_num(fine), there, 2, 6)
    return np.concatenate([whole.ravel(), colour.ravel(), texture.ravel(), marks.ravel()])


def _bands(luma: NDArray[np.float32], seen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Magnitude of three octaves, shape (h, w, 3); blurs are normalised so that the subject has no part."""
    weight = seen.astype(np.float32)
    levels = [luma]
    for sigma in (0.8, 1.6, 3.2):
        share = cv2.GaussianBlur(weight, (0, 0), sigma)
        levels.append(cv2.GaussianBlur(luma * weight, (0, 0), sigma) / np.maximum(share, 1e-3))
    return np.stack([np.abs(levels[i] - levels[i + 1]) for i in range(3)], axis=2)
