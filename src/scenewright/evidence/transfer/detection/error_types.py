"""What the errors of a detector are, each by the AP50 that mending it alone would give back.

After TIDE (Bolya et al. 2020): a false positive is of the type `class` (IoU of 0.5 or more with an object
of another class), `location` (0.1 to 0.5 with one of its own class), `both` (0.1 to 0.5 with one of
another class), `duplicate` (0.5 or more with one of its class that a better detection has taken) or
`background` (below 0.1 with all). `miss` is an object that no detection comes near enough for the first
two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.average_precision import average_precision
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.matching import Matches

__all__ = ["ERROR_TYPES", "error_split"]

ERROR_TYPES = ("class", "location", "both", "duplicate", "background", "miss")
_FOUND, _NEAR = 0.5, 0.1
_HIT = "hit"


@dataclass(frozen=True)
class _Verdict:
    """One detection: what it is, and the object that it is about (-1: none)."""

    kind: str
    score: float
    said: int
    about: int
    """Number of the object over all images."""


def error_split(
    truth: Sequence[BoxedImage], detections: Sequence[Detections], *, classes: int
) -> dict[str, dict[str, float]]:
    """Type -> `count` of errors and `ap50`, the gain in AP50 if all of that type were mended."""
    verdicts: list[_Verdict] = []
    owners = np.concatenate([image.classes for image in truth]) if truth else np.zeros(0, np.int64)
    first = 0
    for image, said in zip(truth, detections, strict=True):
        verdicts += _judge(image, said, first)
        first += len(image.classes)
    hit = {v.about for v in verdicts if v.kind == _HIT}
    mendable = {v.about for v in verdicts if v.kind in ("class", "location")}
    missed = set(range(first)) - hit - mendable
    base = _ap50(verdicts, owners, classes)
    result = {}
    for kind in ERROR_TYPES:
        count = len(missed) if kind == "miss" else sum(v.kind == kind for v in verdicts)
        if kind == "miss":
            left = np.array([i not in missed for i in range(first)], bool)
            mended = _ap50(verdicts, owners, classes, left)
        else:
            mended = _ap50(_mended(verdicts, kind, hit, owners), owners, classes)
        result[kind] = {"count": float(count), "ap50": max(0.0, mended - base)}
    return result


def _judge(image: BoxedImage, said: Detections, first: int) -> list[_Verdict]:
    """The detections of one image, best first."""
    taken: set[int] = set()
    verdicts = []
    overlap = _iou(said.boxes, image.boxes)
    for k in np.argsort(-said.scores, kind="stable"):
        own = np.where(image.classes == said.classes[k], overlap[k], -1.0)
        other = np.where(image.classes != said.classes[k], overlap[k], -1.0)
        free = np.where(np.isin(np.arange(len(own)), list(taken)), -1.0, own)
        kind, about = "background", -1
        if free.max(initial=-1) >= _FOUND:
            kind, about = _HIT, int(free.argmax())
            taken.add(about)
        elif own.max(initial=-1) >= _FOUND:
            kind = "duplicate"
        elif other.max(initial=-1) >= _FOUND:
            kind, about = "class", int(other.argmax())
        elif own.max(initial=-1) >= _NEAR:
            kind, about = "location", int(own.argmax())
        elif other.max(initial=-1) >= _NEAR:
            kind = "both"
        about = first + about if about >= 0 else -1
        verdicts.append(_Verdict(kind, float(said.scores[k]), int(said.classes[k]), about))
    return verdicts


def _mended(
    verdicts: Sequence[_Verdict], kind: str, hit: set[int], owners: NDArray[np.int64]
) -> list[_Verdict]:
    """Without errors of a type: put right where that finds an object not found yet, else taken away."""
    result, fixed = [], set(hit)
    for v in sorted(verdicts, key=lambda v: -v.score):
        if v.kind != kind:
            result.append(v)
        elif v.about >= 0 and v.about not in fixed:
            fixed.add(v.about)
            result.append(_Verdict(_HIT, v.score, int(owners[v.about]), v.about))
    return result


def _ap50(
    verdicts: Sequence[_Verdict],
    owners: NDArray[np.int64],
    classes: int,
    left: NDArray[np.bool_] | None = None,
) -> float:
    counted = owners if left is None else owners[left]
    found = []
    for k in range(classes):
        objects = int((counted == k).sum())
        if not objects:
            continue
        mine = sorted((v for v in verdicts if v.said == k), key=lambda v: -v.score)
        hits = np.array([[v.kind == _HIT for v in mine]], bool)
        one = Matches(hits, np.ones_like(hits), np.zeros(len(mine), np.int64), np.array([objects]))
        found.append(average_precision(one, np.ones((1, 1)), slice(0, 1))[0])
    return float(np.mean(found)) if found else 0.0


def _iou(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float64]:
    low = np.maximum(a[:, None, :2], b[None, :, :2]).astype(np.float64)
    high = np.minimum(a[:, None, 2:], b[None, :, 2:]).astype(np.float64)
    inter = np.clip(high - low, 0, None).prod(axis=2)
    size_a, size_b = (np.prod(x[:, 2:] - x[:, :2], axis=1, dtype=np.float64) for x in (a, b))
    union = size_a[:, None] + size_b[None, :] - inter
    return np.asarray(inter / np.maximum(union, 1e-9))
