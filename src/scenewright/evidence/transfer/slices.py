"""Slices of the real photos: rows where an expression over measured properties holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan

__all__ = ["slice_masks"]


def slice_masks(plan: Plan, photos: RealPhotos) -> dict[str, NDArray[np.bool_]]:
    """Slice name -> mask over all photos, shape (n,); 'all' is first. An unknown value is outside."""
    masks = {"all": np.ones(len(photos.names), dtype=bool)}
    for name, expression in plan.slices:
        values = expression.evaluate(photos.properties).to_pylist()
        masks[name] = np.array([value is True for value in values], dtype=bool)
    return masks
