"""Where in the crop the subject is and how large: nothing of that should tell the class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import FeatureTable

__all__ = ["outline_features", "position_features"]

_JUDGED = ("offset in x", "offset in y", "share of the crop", "size of the crop")


def position_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Offset of the box's middle, the larger of its shares of width and height, and the crop's size.

    Each also as its distance from the middle of the dataset, for classes that lie on both sides of the rest.
    """
    rows = np.array([_position(crop) for crop in crops], np.float32)
    far = np.abs(rows - np.median(rows, axis=0))
    names = (*_JUDGED, *(f"{name}, how unusual" for name in _JUDGED))
    return FeatureTable(names, (None,) * len(names), np.concatenate([rows, far], axis=1))


def outline_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """Aspect ratio of the box and how much of it the subject fills: a class may have a shape of its own."""
    rows = np.array([_outline(crop) for crop in crops], np.float32)
    return FeatureTable(("aspect of the box", "filling of the box"), (None, None), rows)


def _position(crop: AuditCrop) -> tuple[float, ...]:
    height, width = crop.image.shape[:2]
    x0, y0, x1, y1 = crop.box
    across, down = (x1 - x0) / width, (y1 - y0) / height
    middle = ((x0 + x1) / (2 * width) - 0.5, (y0 + y1) / (2 * height) - 0.5)
    return (*middle, max(across, down), float(np.log(max(height, width))))


def _outline(crop: AuditCrop) -> NDArray[np.float64]:
    x0, y0, x1, y1 = crop.box
    area = max((x1 - x0) * (y1 - y0), 1.0)
    return np.array([np.log(max(x1 - x0, 1) / max(y1 - y0, 1)), crop.subject.sum() / area])
