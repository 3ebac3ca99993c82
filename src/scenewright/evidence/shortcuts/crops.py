"""The crops that are audited: image, subject, and what of the image is not the subject."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenewright.errors import InputError, Problem
from scenewright.evidence.shortcuts.base import Labels
from scenewright.identity import digest

__all__ = ["AuditCrop", "beside_subject", "read_crops"]

LEAST_A_CLASS = 20
"""Crops from which a class is judged."""
MOST = 2000
"""Crops that are read; more would tell no more and cost memory by their square."""
MARGIN_PX = 3
MARGIN_OF_SIDE = 0.04


@dataclass(frozen=True, eq=False)
class AuditCrop:
    """One crop with a single subject."""

    key: str
    image: NDArray[np.uint8]
    """sRGB, shape (h, w, 3)."""
    subject: NDArray[np.bool_]
    """Pixels of the subject, shape (h, w)."""
    beside: NDArray[np.bool_]
    """Pixels that are neither the subject nor so near that it shines into them, shape (h, w)."""
    box: tuple[float, float, float, float]
    """Amodal box of the subject [px], maximum exclusive; it may reach out of the crop."""
    quantization: float
    """Sum of the JPEG's luma quantization table; NaN for other files."""


def beside_subject(subject: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels farther from the subject than lens, demosaicing and chroma subsampling carry its light.

    That is the larger of `MARGIN_PX` and `MARGIN_OF_SIDE` of the crop's longer side.
    """
    reach = max(MARGIN_PX, round(MARGIN_OF_SIDE * max(subject.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(subject.astype(np.uint8), kernel) == 0)


def read_crops(
    dataset: Any, *, progress: Callable[[int, int], None] | None = None
) -> tuple[list[AuditCrop], Labels]:
    """Crops of an open `Dataset` that have a state and a subject, and their classes.

    The first frame of each episode, at most `MOST` in the order of the digests of their keys; classes of
    fewer than `LEAST_A_CLASS` are left out. Raises `InputError` where fewer than two classes are left.
    """
    rows = dataset.index.select(["key", "time", "labels"]).to_pylist()
    usable = [
        (number, row["key"], row["labels"]["state"])
        for number, row in enumerate(rows)
        if row["time"] == 0 and row["labels"]["state"] and _subjects(row["labels"])
    ]
    usable = sorted(usable, key=lambda item: digest(str(item[1])))[:MOST]
    counts = Counter(state for _, _, state in usable)
    names = tuple(sorted(state for state, count in counts.items() if count >= LEAST_A_CLASS))
    if len(names) < 2:
        raise InputError(_nothing_to_judge(dataset, len(rows), counts))
    kept = sorted((number, state) for number, _, state in usable if state in names)
    crops = []
    for done, (number, _) in enumerate(kept, start=1):
        crops.append(_read(dataset, number))
        if progress:
            progress(done, len(kept))
    codes = np.array([names.index(state) for _, state in kept])
    left_out = tuple(sorted((s, n) for s, n in counts.items() if s not in names))
    return crops, Labels(names, codes, left_out)


def _subjects(labels: dict[str, Any]) -> list[dict[str, Any]]:
    return [i for i in labels["instances"] if i["subject"] and i["box_amodal"] and i["visible_px"] > 0]


def _read(dataset: Any, number: int) -> AuditCrop:
    data = dataset.read_member(number, "image")
    instances = _subjects(dataset.read_labels(number))
    subject = np.isin(dataset.read_mask(number), [i["instance_id"] for i in instances])
    boxes = np.array([i["box_amodal"] for i in instances], float)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return AuditCrop(
        key=str(dataset.row(number)["key"]),
        image=dataset.read_image(number),
        subject=subject,
        beside=beside_subject(subject),
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        quantization=_quantization(data),
    )


def _quantization(data: bytes) -> float:
    tables = getattr(Image.open(io.BytesIO(data)), "quantization", None)
    return float(sum(tables[0])) if tables else float("nan")


def _nothing_to_judge(dataset: Any, frames: int, counts: Counter[str]) -> Problem:
    expected = f"crops with one subject and a state, at least two states of {LEAST_A_CLASS} crops each"
    where = str(getattr(dataset, "folder", ""))
    if not counts:
        fix = "audit crops of one object (worlds traffic_light, traffic_sign)"
        return Problem(expected=expected, found=f"{frames} frames without one", file=where, fix=fix)
    found = ", ".join(f"{state}: {count}" for state, count in counts.most_common(6))
    fix = "generate more frames, or give the scenario more states"
    return Problem(expected=expected, found=found, file=where, fix=fix)
