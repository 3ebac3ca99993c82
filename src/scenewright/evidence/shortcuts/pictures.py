"""What tells the class, to look at: a map of the crop, mean crops and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.base import Labels
from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import Place
from scenewright.evidence.shortcuts.judge import Judged
from scenewright.pages import SheetBox, contact_sheet

__all__ = ["Picture", "heat_map", "picture_of"]

SIDE_PX = 96
EXAMPLES = 8
STRONG_Z = 8.0
"""|z| of chance that is painted in full colour."""
AMPLIFIED = 6


@dataclass(frozen=True)
class Picture:
    """A sheet for one audit."""

    audit: str
    cls: str
    """The class that is told."""
    png: bytes
    alt: str


def picture_of(judged: Judged, crops: Sequence[AuditCrop], labels: Labels) -> Picture:
    """Map, mean of the class, mean of the rest, their difference; then crops of the class and of the rest."""
    worst, result = judged.worst, judged.result
    inside = labels.codes == worst
    scaled = np.stack([_scaled(crop.image) for crop in crops])
    means = [scaled[rows].mean(axis=0) for rows in (inside, ~inside)]
    difference = np.clip(128 + AMPLIFIED * (means[0] - means[1]), 0, 255)
    name = labels.names[worst]
    panels = [heat_map(judged.map, means[0]), *(m.astype(np.uint8) for m in (*means, difference))]
    captions = ["where", f"mean {name}", "mean of the rest", f"difference x{AMPLIFIED}"]
    chosen = [*np.flatnonzero(inside)[:EXAMPLES], *_spread(np.flatnonzero(~inside), EXAMPLES)]
    panels += [scaled[i] for i in chosen]
    captions += [labels.names[labels.codes[i]] for i in chosen]
    marked: list[list[SheetBox]] = [[] for _ in panels]
    if result.place:
        box = _box(result.place)
        marked = [[box] if i == 0 or i > 3 else [] for i in range(len(panels))]
    sheet = contact_sheet(panels, marked, columns=10, captions=captions, cell_px=SIDE_PX)
    return Picture(
        result.name, name, sheet, f"{result.name}: where '{name}' is told, mean crops and examples"
    )


def heat_map(places: Sequence[tuple[Place, float]], under: NDArray[np.floating]) -> NDArray[np.uint8]:
    """The strongest |z| at each place over a grey picture, sRGB, shape of `under`."""
    heat = np.zeros(under.shape[:2], np.float32)
    for place, z in places:
        x0, y0, x1, y1 = _pixels(place)
        part = heat[y0:y1, x0:x1]
        np.maximum(part, z, out=part)
    strength = np.clip(heat / STRONG_Z, 0, 1)[..., None]
    colour = cv2.applyColorMap((strength[..., 0] * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
    grey = np.repeat(under.mean(axis=2, keepdims=True), 3, axis=2) * 0.6
    return np.asarray(grey * (1 - strength) + colour * strength, dtype=np.uint8)


def _scaled(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    shrinks = max(image.shape[:2]) > SIDE_PX
    method = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(image, (SIDE_PX, SIDE_PX), interpolation=method), dtype=np.uint8)


def _spread(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)]


def _pixels(place: Place) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (round(v * SIDE_PX) for v in place)
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def _box(place: Place) -> SheetBox:
    return SheetBox(*_pixels(place))
