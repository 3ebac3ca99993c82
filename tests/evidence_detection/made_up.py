"""A made-up photo set: coloured squares and discs on grey, as a COCO file with images."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from scenewright.evidence.transfer.detection.boxes import BoxedImage

__all__ = ["CLASSES", "made_up_image", "plan_document", "write_photos"]

CLASSES = ["square", "disc"]


def made_up_image(rng: np.random.Generator, side: int = 96) -> BoxedImage:
    """One to three objects, each clear of the others."""
    image = np.full((side, side, 3), rng.integers(90, 160), np.uint8)
    image = cv2.add(image, rng.integers(0, 12, image.shape).astype(np.uint8))
    boxes: list[list[int]] = []
    classes = []
    for _ in range(int(rng.integers(1, 4))):
        size = int(rng.integers(12, 26))
        x, y = (int(v) for v in rng.integers(2, side - size - 2, 2))
        if any(x < b[2] + 3 and b[0] < x + size + 3 and y < b[3] + 3 and b[1] < y + size + 3 for b in boxes):
            continue
        kind = int(rng.integers(2))
        color = (int(rng.integers(180, 255)), int(rng.integers(0, 60)), 30)
        if kind == 0:
            cv2.rectangle(image, (x, y), (x + size - 1, y + size - 1), color, -1)
        else:
            middle = (x + (size - 1) // 2, y + (size - 1) // 2)
            cv2.circle(image, middle, (size - 1) // 2, color[::-1], -1)
        boxes.append([x, y, x + size, y + size])
        classes.append(kind)
    return BoxedImage(np.asarray(image, np.uint8), np.array(boxes, np.float32), np.array(classes, np.int64))


def write_photos(folder: Path, count: int, seed: int = 0) -> Path:
    """The COCO file of `count` images written below `folder`."""
    rng = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    data: dict[str, Any] = {
        "images": [],
        "annotations": [],
        "categories": [{"id": 7, "name": "disc"}, {"id": 3, "name": "square"}],
    }
    for number in range(count):
        made = made_up_image(rng)
        name = f"{number:03d}.png"
        cv2.imwrite(str(folder / "images" / name), made.image[..., ::-1])
        data["images"].append({"id": number, "file_name": name, "width": 96, "height": 96})
        for box, kind in zip(made.boxes, made.classes, strict=True):
            x0, y0, x1, y1 = (float(v) for v in box)
            entry = {"image_id": number, "category_id": (3, 7)[int(kind)], "bbox": [x0, y0, x1 - x0, y1 - y0]}
            data["annotations"].append({"id": len(data["annotations"]) + 1, "iscrowd": 0, **entry})
    file = folder / "labels.coco.json"
    file.write_text(json.dumps(data))
    return file


def plan_document(**changes: Any) -> dict[str, Any]:
    return {
        "name": "made up",
        "photos": {"annotations": "labels.coco.json", "images": "images"},
        "classes": CLASSES,
        "budget": {"steps": 3, "batch": 2, "crop_px": 64, "long_side_px": 96},
        "seeds": ["1", "2", "3", "4", "5", "6"],
        "folds": 2,
        "resamples": 200,
        "slices": {"several": "objects > 1"},
        **changes,
    }
