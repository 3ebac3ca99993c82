"""A folder of real photos that may guide the generator, summed up in statistics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.evidence.calibration.image_statistics import reduced, summarise
from scenewright.evidence.transfer.split import near_duplicate_groups, thumbnail
from scenewright.identity import digest, sha256_hex

__all__ = ["FEWEST_PHOTOS", "PhotoSet", "fit_half", "load_photos"]

FEWEST_PHOTOS = 10
_SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Real photos, sorted by name."""

    name: str
    """Name of their folder."""
    digest: str
    """SHA-256 over the list of [name, SHA-256 of the bytes]."""
    names: tuple[str, ...]
    statistics: NDArray[np.float64]
    """Shape (photos, statistics), of images at most `side_px` long."""
    groups: NDArray[np.int64]
    """Near-duplicate group of each photo, shape (photos,)."""
    side_px: int
    """Longer side at which photos and frames are compared."""


def load_photos(folder: Path, side_px: int) -> PhotoSet:
    """Every jpg and png of `folder`; frames are `side_px` long.

    Photos and frames are compared at the size of the smaller ones, because sharpness and noise depend on it.
    Raises `InputError` with every file that does not decode, and for fewer than `FEWEST_PHOTOS`.
    """
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() in _SUFFIXES and f.is_file())
    except OSError as error:
        fix = "name the folder that holds the photos"
        raise InputError(_problem(folder, "a folder of photos", error.strerror or "nothing", fix)) from None
    problems, content, images, sides = [], [], [], []
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            problems.append(_problem(file, "a readable photo", error.strerror or "nothing", "restore it"))
            continue
        pixels = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR_RGB) if raw else None
        if pixels is None:
            fix = "restore it, or take it out of the folder"
            problems.append(_problem(file, "a photo", "bytes that do not decode", fix))
            continue
        content.append([file.name, sha256_hex(raw)])
        sides.append(max(pixels.shape[:2]))
        images.append(reduced(np.asarray(pixels, dtype=np.uint8), side_px))
    if len(files) < FEWEST_PHOTOS:
        expected, found = f"at least {FEWEST_PHOTOS} photos (jpg or png)", str(len(files) or "none")
        problems.append(_problem(folder, expected, found, "add photos, or name another folder"))
    if problems:
        raise InputError(problems)
    side = min(side_px, int(np.median(sides)))
    return PhotoSet(
        name=folder.resolve().name,
        digest=digest(content),
        names=tuple(name for name, _ in content),
        statistics=np.stack([summarise(reduced(image, side)) for image in images]),
        groups=near_duplicate_groups(np.stack([thumbnail(image) for image in images])),
        side_px=side,
    )


def fit_half(photos: PhotoSet) -> NDArray[np.bool_]:
    """True for the half that is fitted to, shape (photos,); the other half judges.

    Near-duplicate groups go whole, in the order of the hash of their first name, to the half that has fewer.
    Raises `InputError` when that leaves a half with hardly a photo.
    """
    groups = [np.nonzero(photos.groups == g)[0] for g in np.unique(photos.groups)]
    groups.sort(key=lambda rows: sha256_hex(photos.names[rows[0]].encode()))
    chosen = np.zeros(len(photos.names), dtype=bool)
    placed = 0
    for rows in groups:
        chosen[rows] = 2 * chosen.sum() <= placed
        placed += len(rows)
    if min(chosen.sum(), (~chosen).sum()) < FEWEST_PHOTOS // 4:
        expected = "photos that differ: no near-duplicates in both halves"
        found = f"{len(groups)} different ones among {len(chosen)}"
        raise InputError(_problem(Path(photos.name), expected, found, "add photos of other scenes"))
    return chosen


def _problem(file: Path, expected: str, found: str, fix: str) -> Problem:
    return Problem(expected=expected, found=found, file=str(file), field="--photos", fix=fix)
