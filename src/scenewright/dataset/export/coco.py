"""COCO: `images/` and `annotations.json`, boxes, areas, run-length masks (cocodataset.org, data format).

`bbox` and `area` are modal. Beyond COCO each annotation has `state`, `visible_fraction`, `amodal_bbox`,
`distance_m` and `below_floor`. Segmentations are uncompressed RLE, column-major.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.dataset.export.base import fresh_folder
from scenewright.dataset.reader import Dataset

__all__ = ["EXPORTER", "Coco", "run_lengths"]


@dataclass(frozen=True)
class Coco:
    """Exporter `coco`."""

    def export(self, dataset: Dataset, out: Path) -> int:
        ids = {name: i + 1 for i, name in enumerate(dataset.manifest.categories)}
        images: list[dict[str, Any]] = []
        annotations: list[dict[str, Any]] = []
        with fresh_folder(out) as folder:
            (folder / "images").mkdir()
            for number, row in enumerate(dataset.index.to_pylist(), start=1):
                name = f"{row['key']}.jpg"
                (folder / "images" / name).write_bytes(dataset.read_member(number - 1, "image"))
                images.append(
                    {"id": number, "file_name": name, "width": row["width_px"], "height": row["height_px"]}
                )
                mask = dataset.read_mask(number - 1)
                parts = _children(row["labels"]["instances"])
                for instance in row["labels"]["instances"]:
                    seen = np.isin(mask, [instance["instance_id"], *parts.get(instance["instance_id"], [])])
                    annotations.append(_annotation(len(annotations) + 1, number, ids, instance, seen))
            document = {
                "info": {
                    "description": dataset.name,
                    "version": dataset.merkle_root,
                    "contributor": "scenewright",
                },
                "images": images,
                "annotations": annotations,
                "categories": [{"id": i, "name": name, "supercategory": ""} for name, i in ids.items()],
            }
            (folder / "annotations.json").write_text(json.dumps(document), encoding="utf-8")
        return len(images)


def run_lengths(mask: NDArray[np.bool_]) -> list[int]:
    """Run lengths of a mask, column by column, starting with a run of zeros (may be 0)."""
    flat = mask.ravel(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
    return [0, *lengths] if flat[0] else lengths


def _children(instances: list[dict[str, Any]]) -> dict[int, list[int]]:
    """Head id to the ids of its lamp: a lamp's id follows its head's."""
    lamps = {i["instance_id"] for i in instances if i["category"] == "lamp"}
    return {i["instance_id"]: [i["instance_id"] + 1] for i in instances if i["instance_id"] + 1 in lamps}


def _annotation(
    number: int, image: int, ids: dict[str, int], instance: dict[str, Any], seen: NDArray[np.bool_]
) -> dict[str, Any]:
    return {
        "id": number,
        "image_id": image,
        "category_id": ids[instance["category"]],
        "bbox": _xywh(instance["box_modal"]),
        "area": int(seen.sum()),
        "iscrowd": 0,
        "segmentation": {"size": list(seen.shape), "counts": run_lengths(seen)},
        "state": instance["state"],
        "visible_fraction": instance["visible_fraction"],
        "amodal_bbox": _xywh(instance["box_amodal"]),
        "distance_m": instance["distance_m"],
        "below_floor": instance["below_floor"],
    }


def _xywh(box: list[int]) -> list[int]:
    x0, y0, x1, y1 = box
    return [x0, y0, x1 - x0, y1 - y0]


EXPORTER = Coco()
