"""Real photos as values, and what is measured in each for slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.evidence.transfer.split import CRITERION
from scenewright.identity import digest

__all__ = ["PROPERTIES", "RealPhotos", "measure_photos"]

PROPERTIES: dict[str, str] = {
    "class": "the photo's class",
    "width_px": "width of the photo [px]",
    "height_px": "height of the photo [px]",
    "brightness": "mean luma, 0..1",
    "contrast": "standard deviation of luma, 0..1",
    "clipped_fraction": "share of pixels with luma above 0.98",
    "saturation": "mean HSV saturation, 0..1",
    "lamp_value": "mean HSV value of the lamp pixels, 0..1",
    "lamp_saturation": "mean HSV saturation of the lamp pixels, 0..1",
}
"""Column that a slice may name -> what it is.

The lamp pixels of a photo without masks are the 5 % with the largest value x (0.2 + saturation) within the
middle 70 % of its width.
"""


@dataclass(frozen=True)
class RealPhotos:
    """A set of real photos, split into dev (may guide the generator) and test (may only judge)."""

    name: str
    source: str
    licence: str
    digest: str
    """SHA-256 over every photo's name and bytes."""
    names: tuple[str, ...]
    images: tuple[NDArray[np.uint8], ...]
    """sRGB, each shape (height, width, 3), uint8."""
    labels: tuple[str, ...]
    groups: NDArray[np.int64]
    """Near-duplicate group of each photo, shape (n,)."""
    is_dev: NDArray[np.bool_]
    """Shape (n,)."""
    properties: pa.Table
    """One row a photo, columns of `PROPERTIES` and of the set's own."""
    grouping: str = CRITERION
    """How photos are grouped."""

    def part(self, name: str) -> NDArray[np.int64]:
        """Row numbers of `dev`, `test` or `all`."""
        wanted = {"dev": self.is_dev, "test": ~self.is_dev, "all": np.ones(len(self.names), bool)}[name]
        return np.nonzero(wanted)[0]

    def part_digest(self, name: str) -> str:
        """Digest of the sorted names of a part."""
        return digest(sorted(self.names[i] for i in self.part(name)))


def measure_photos(images: Sequence[NDArray[np.uint8]], labels: Sequence[str]) -> pa.Table:
    """The table of `PROPERTIES`, one row an image (sRGB uint8)."""
    rows = [_measure(image) for image in images]
    columns = {name: [row[name] for row in rows] for name in PROPERTIES if name != "class"}
    return pa.table({"class": list(labels), **columns})


def _measure(image: NDArray[np.uint8]) -> dict[str, float | int]:
    height, width = image.shape[:2]
    luma = (image.astype(np.float64) @ np.array([0.299, 0.587, 0.114])) / 255
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV).astype(np.float64) / 255
    margin = int(0.15 * width)
    middle = hsv[:, margin : width - margin].reshape(-1, 3)
    score = middle[:, 2] * (0.2 + middle[:, 1])
    lamp = middle[score >= np.quantile(score, 0.95)]
    return {
        "width_px": width,
        "height_px": height,
        "brightness": float(luma.mean()),
        "contrast": float(luma.std()),
        "clipped_fraction": float((luma > 0.98).mean()),
        "saturation": float(hsv[..., 1].mean()),
        "lamp_value": float(lamp[:, 2].mean()),
        "lamp_saturation": float(lamp[:, 1].mean()),
    }
