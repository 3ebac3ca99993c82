"""Real photos with boxes, from a COCO file, and what is measured in each for slices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.coco import problem, read_coco, shown_path
from scenewright.evidence.transfer.split import near_duplicate_groups, thumbnail
from scenewright.identity import digest, sha256_hex

__all__ = ["PROPERTIES", "BoxedPhotos", "load_coco_photos", "measure_boxed"]

PROPERTIES: dict[str, str] = {
    "width_px": "width of the photo [px]",
    "height_px": "height of the photo [px]",
    "brightness": "mean luma, 0..1",
    "contrast": "standard deviation of luma, 0..1",
    "clipped_fraction": "share of pixels with luma above 0.98",
    "saturation": "mean HSV saturation, 0..1",
    "objects": "number of boxes",
    "crowding": "share of boxes with another one nearer than half their own longer side, 0 without boxes",
    "smallest_px": "root of the smallest box's area [px], 0 without boxes",
    "median_px": "root of the median box's area [px], 0 without boxes",
}
"""Column that a slice may name -> what it is."""


@dataclass(frozen=True, eq=False)
class BoxedPhotos:
    """A set of real photos with the boxes of their objects."""

    source: str
    digest: str
    """SHA-256 over every photo's name and bytes and every box."""
    names: tuple[str, ...]
    images: tuple[BoxedImage, ...]
    crowds: tuple[BoxedImage, ...]
    """Per photo the regions with `iscrowd`, which neither count as found nor as missed."""
    groups: NDArray[np.int64]
    """Near-duplicate group of each photo, shape (n,)."""
    properties: pa.Table
    """One row a photo, columns of `PROPERTIES`."""

    def part_digest(self, rows: NDArray[np.int64]) -> str:
        """Digest of the sorted names of some photos."""
        return digest(sorted(self.names[i] for i in rows))


def load_coco_photos(annotations: Path, images: Path, classes: list[str]) -> BoxedPhotos:
    """Every photo that a COCO file lists, sorted by file name.

    Boxes of categories that are no class are left out. Raises `InputError` with every problem found.
    """
    data = read_coco(annotations)
    problems: list[Problem] = []
    if not images.is_dir():
        fix = "put your photos there, or change photos.images in the plan"
        kind = "a file" if images.exists() else "nothing"
        raise InputError(problem(images, "the folder of the photos", kind, fix))
    restore = f"put it there, or correct its file_name in {shown_path(annotations)}"
    numbers = {c["id"]: classes.index(c["name"]) for c in data["categories"] if c["name"] in classes}
    known = [str(c["name"]) for c in data["categories"]]
    for name in classes:
        if name not in known:
            expected = "a category for every class of the plan"
            fix = nearest(name, known)
            if not fix.startswith("did"):
                there = ", ".join(sorted(known))
                fix = f"rename a category there ({there}), or correct classes in the plan"
            problems.append(problem(annotations, expected, f"no '{name}'", fix))
    by_photo: dict[Any, list[dict[str, Any]]] = {}
    for entry in data["annotations"]:
        by_photo.setdefault(entry["image_id"], []).append(entry)
    photos = []
    for photo in sorted(data["images"], key=lambda entry: str(entry["file_name"])):
        file = images / str(photo["file_name"])
        try:
            raw = file.read_bytes()
        except OSError as error:
            problems.append(problem(file, "a photo", error.strerror or "nothing", restore))
            continue
        pixels = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR_RGB) if raw else None
        if pixels is None:
            problems.append(problem(file, "a photo", "bytes that do not decode", restore))
            continue
        marked = [a for a in by_photo.get(photo["id"], []) if a["category_id"] in numbers]
        photos.append((str(photo["file_name"]), sha256_hex(raw), np.asarray(pixels, np.uint8), marked))
    if not data["images"]:
        problems.append(problem(annotations, "photos", "none", "add them to 'images'"))
    if problems:
        raise InputError(problems)
    found = tuple(_boxed(p[2], [a for a in p[3] if not a.get("iscrowd")], numbers) for p in photos)
    crowds = tuple(_boxed(p[2], [a for a in p[3] if a.get("iscrowd")], numbers) for p in photos)
    content = [
        [p[0], p[1], *(sha256_hex(a.tobytes()) for s in (f, c) for a in (s.boxes, s.classes))]
        for p, f, c in zip(photos, found, crowds, strict=True)
    ]
    return BoxedPhotos(
        source=annotations.parent.name + "/" + annotations.name,
        digest=digest([list(classes), content]),
        names=tuple(p[0] for p in photos),
        images=found,
        crowds=crowds,
        groups=near_duplicate_groups(np.stack([thumbnail(image.image) for image in found])),
        properties=measure_boxed(found),
    )


def measure_boxed(images: tuple[BoxedImage, ...]) -> pa.Table:
    """The table of `PROPERTIES`, one row an image."""
    rows = [_measure(image) for image in images]
    return pa.table({name: [row[name] for row in rows] for name in PROPERTIES})


def _measure(image: BoxedImage) -> dict[str, float | int]:
    luma = (image.image.astype(np.float64) @ np.array([0.299, 0.587, 0.114])) / 255
    hsv = cv2.cvtColor(image.image, cv2.COLOR_RGB2HSV)
    size = (image.boxes[:, 2:] - image.boxes[:, :2]).astype(np.float64)
    side = np.sqrt(np.maximum(size.prod(axis=1), 0))
    return {
        "width_px": image.image.shape[1],
        "height_px": image.image.shape[0],
        "brightness": float(luma.mean()),
        "contrast": float(luma.std()),
        "clipped_fraction": float((luma > 0.98).mean()),
        "saturation": float(hsv[..., 1].mean() / 255),
        "objects": len(side),
        "crowding": _crowding(image.boxes.astype(np.float64)),
        "smallest_px": float(side.min()) if len(side) else 0.0,
        "median_px": float(np.median(side)) if len(side) else 0.0,
    }


def _crowding(boxes: NDArray[np.float64]) -> float:
    if len(boxes) < 2:
        return 0.0
    apart = np.maximum(boxes[:, None, :2] - boxes[None, :, 2:], boxes[None, :, :2] - boxes[:, None, 2:])
    gap = np.hypot(*np.moveaxis(np.clip(apart, 0, None), 2, 0))
    np.fill_diagonal(gap, np.inf)
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    return float((gap.min(axis=1) < longer / 2).mean())


def _boxed(pixels: NDArray[np.uint8], marked: list[dict[str, Any]], numbers: dict[Any, int]) -> BoxedImage:
    boxes = np.array([a["bbox"] for a in marked], np.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return BoxedImage(pixels, boxes, np.array([numbers[a["category_id"]] for a in marked], np.int64))
