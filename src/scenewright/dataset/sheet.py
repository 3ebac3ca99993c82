"""Contact sheets of frames with the boxes of their labels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenewright.dataset.reader import Dataset
from scenewright.pages import SheetBox, contact_sheet

__all__ = ["SHEET", "caption", "frames_sheet", "write_sheet"]

SHEET = "contact_sheet.png"
"""File beside `dataset.json`; made from the frames, so no part of the Merkle root."""
_STATES = {"red": "#ff4d4d", "yellow": "#ffc83d", "green": "#3ddc84"}
_CATEGORIES = ("#18c6ff", "#ff8a3d", "#b6f23c", "#e86bff", "#ffd23d", "#ff5c8a", "#7d8bff", "#3ddc84")


def frames_sheet(
    images: Sequence[Any], labels: Sequence[Mapping[str, Any]], captions: Sequence[str]
) -> bytes:
    """PNG bytes: images (encoded or sRGB arrays), their labels' modal boxes in a colour for each state or
    category, a caption each.
    """
    seen = sorted({item["category"] for label in labels for item in label["instances"]})
    of_category = {name: _CATEGORIES[i % len(_CATEGORIES)] for i, name in enumerate(seen)}
    boxes = [
        [
            SheetBox(*item["box_modal"])._replace(
                color=_STATES.get(item["state"], of_category[item["category"]])
            )
            for item in label["instances"]
            if item["box_modal"] is not None
        ]
        for label in labels
    ]
    columns = min(12, math.ceil(math.sqrt(len(images) * 1.5)))
    return contact_sheet(images, boxes, columns, captions=captions, cell_px=160)


def caption(number: int, labels: Mapping[str, Any]) -> str:
    """The frame's number with its state or, without one, with how many of each category are seen."""
    if labels["state"]:
        return f"#{number} {labels['state']}"
    found = Counter(item["category"] for item in labels["instances"] if item["box_modal"] is not None)
    return f"#{number}: " + ", ".join(f"{count} {name}" for name, count in sorted(found.items()))


def write_sheet(dataset: Dataset, most: int = 24) -> Path:
    """Write the sheet of frames evenly spread over a dataset into its folder, whole or not at all."""
    chosen = [i * dataset.count // min(most, dataset.count) for i in range(min(most, dataset.count))]
    labels = [dataset.read_labels(i) for i in chosen]
    captions = [caption(i, label) for i, label in zip(chosen, labels, strict=True)]
    file = dataset.folder / SHEET
    partial = file.with_name(f"{SHEET}.partial")
    partial.write_bytes(frames_sheet([dataset.read_image(i) for i in chosen], labels, captions))
    return partial.replace(file)
