"""One pass over the bytes of a dataset's frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cv2
import numpy as np

from scenewright.errors import ScenewrightError
from scenewright.evidence.quality.base import FrameFacts
from scenewright.evidence.quality.fingerprint import difference_hash
from scenewright.evidence.quality.label_geometry import geometry_problems
from scenewright.identity import sha256_hex

__all__ = ["frame_facts", "read_facts"]

_READING = (ScenewrightError, OSError, ValueError, KeyError, TypeError)


def read_facts(dataset: Any) -> Iterator[FrameFacts]:
    """Facts of every frame of an open `Dataset`, in order of the index; one frame in memory at a time."""
    columns = ["key", "image_sha256", "mask_sha256", "sample"]
    rows = dataset.index.select(columns).to_pylist()
    for number, row in enumerate(rows):
        try:
            image, mask = dataset.read_member(number, "image"), dataset.read_member(number, "mask")
            labels = dataset.read_labels(number)
        except _READING as error:
            yield _unreadable(str(row["key"]), f"not readable ({_first_line(error)})", row["sample"])
            continue
        recorded = {"image": row["image_sha256"], "mask": row["mask_sha256"]}
        yield frame_facts(str(row["key"]), image, mask, labels, row["sample"], recorded)


def frame_facts(
    key: str,
    image: bytes,
    mask: bytes,
    labels: Mapping[str, Any],
    sample: Mapping[str, Any],
    recorded: Mapping[str, str] | None = None,
) -> FrameFacts:
    """Facts of one frame from its encoded image and mask; `recorded` maps member to the index's SHA-256."""
    true = {"image": sha256_hex(image), "mask": sha256_hex(mask)}
    mismatch = tuple(name for name, value in (recorded or {}).items() if value != true[name])
    pixels, ids = _decode(image, cv2.IMREAD_COLOR), _decode(mask, cv2.IMREAD_UNCHANGED)
    if pixels is None or ids is None:
        why = "the image cannot be decoded" if pixels is None else "the mask cannot be decoded"
        return _unreadable(key, why, sample, true["image"], mismatch)
    rgb = np.ascontiguousarray(pixels[..., ::-1])
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    try:
        geometry = geometry_problems(labels, ids, rgb.shape[1], rgb.shape[0])
        state = str(labels.get("state") or "")
        categories = tuple(str(instance["category"]) for instance in labels["instances"])
    except _READING as error:
        geometry, state, categories = (f"labels cannot be read ({_first_line(error)})",), "", ()
    return FrameFacts(
        key=key,
        unreadable="",
        image_sha256=true["image"],
        luminance_mean=float(grey.mean()),
        luminance_std=float(grey.std()),
        clipped_fraction=float((rgb.min(axis=2) >= 250).mean()),
        black_fraction=float((rgb.max(axis=2) <= 8).mean()),
        fingerprint=difference_hash(rgb),
        state=state,
        geometry=geometry,
        hash_mismatch=mismatch,
        sample=sample,
        categories=categories,
    )


def _decode(data: bytes, flags: int) -> Any:
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
    except cv2.error:
        return None


def _unreadable(
    key: str, why: str, sample: Mapping[str, Any], sha256: str = "", mismatch: tuple[str, ...] = ()
) -> FrameFacts:
    empty = np.zeros(4, np.uint64)
    return FrameFacts(key, why, sha256, 0.0, 0.0, 0.0, 0.0, empty, "", (), mismatch, sample)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
