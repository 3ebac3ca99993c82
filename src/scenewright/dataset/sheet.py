"""Contact sheets of frames with the boxes of their labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenewright.dataset.reader import Dataset
from scenewright.pages import SheetBox, contact_sheet

__all__ = ["SHEET", "frames_sheet", "write_sheet"]

SHEET = "contact_sheet.png"
"""File beside `dataset.json`; made from the frames, so no part of the Merkle root."""
_COLORS = {"red": "#ff4d4d", "yellow": "#ffc83d", "green": "#3ddc84"}
_OTHER = "#9fb4c7"


def frames_sheet(
    images: Sequence[Any], labels: Sequence[Mapping[str, Any]], captions: Sequence[str]
) -> bytes:
    """PNG bytes: images (encoded or sRGB arrays), their labels' modal boxes, a caption each."""
    boxes = [
        [
            SheetBox(*item["box_modal"])._replace(color=_COLORS.get(item["state"], _OTHER))
            for item in label["instances"]
            if item["box_modal"] is not None
        ]
        for label in labels
    ]
    columns = min(12, math.ceil(math.sqrt(len(images) * 1.5)))
    return contact_sheet(images, boxes, columns, captions=captions, cell_px=160)


def write_sheet(dataset: Dataset, most: int = 24) -> Path:
    """Write the sheet of frames evenly spread over a dataset into its folder, whole or not at all."""
    chosen = [i * dataset.count // min(most, dataset.count) for i in range(min(most, dataset.count))]
    labels = [dataset.read_labels(i) for i in chosen]
    captions = [f"{i} {label['state']}" for i, label in zip(chosen, labels, strict=True)]
    file = dataset.folder / SHEET
    partial = file.with_name(f"{SHEET}.partial")
    partial.write_bytes(frames_sheet([dataset.read_image(i) for i in chosen], labels, captions))
    return partial.replace(file)
