"""Real photos that may guide the generator, summed up in statistics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.evidence.calibration.image_statistics import reduced, summarise
from scenewright.evidence.calibration.photo_files import encoded_photos, photo_problem
from scenewright.evidence.transfer.real.encoded import decoded
from scenewright.evidence.transfer.split import near_duplicate_groups, thumbnail
from scenewright.identity import digest, sha256_hex

__all__ = ["FEWEST_PHOTOS", "PhotoSet", "fit_half", "load_photos"]

FEWEST_PHOTOS = 10


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Real photos, sorted by name."""

    name: str
    """Name of their folder or file."""
    digest: str
    """SHA-256 over the list of [name, SHA-256 of the bytes]."""
    names: tuple[str, ...]
    statistics: NDArray[np.float64]
    """Shape (photos, statistics), of images at most `side_px` long."""
    groups: NDArray[np.int64]
    """Near-duplicate group of each photo, shape (photos,)."""
    side_px: int
    """Longer side at which photos and frames are compared."""


def load_photos(source: Path, side_px: int) -> PhotoSet:
    """Every jpg and png of a folder, or the photos of a Parquet file; frames are `side_px` long.

    Photos and frames are compared at the size of the smaller ones, because sharpness and noise depend on it.
    Raises `InputError` with every photo that does not decode, and for fewer than `FEWEST_PHOTOS`.
    """
    problems, content, images, sides, count = [], [], [], [], 0
    for photo in encoded_photos(source):
        count += 1
        if isinstance(photo, Problem):
            problems.append(photo)
            continue
        pixels = decoded(photo.data)
        if pixels is None:
            fix = "restore it, or take it out"
            problems.append(photo_problem(photo.place, "a photo", "bytes that do not decode", fix))
            continue
        content.append([photo.name, sha256_hex(photo.data)])
        sides.append(max(pixels.shape[:2]))
        images.append(reduced(pixels, side_px))
    if count < FEWEST_PHOTOS:
        expected, number = f"at least {FEWEST_PHOTOS} photos (jpg or png)", str(count or "none")
        fix = "add photos, or name another folder or file"
        problems.append(photo_problem(source, expected, number, fix))
    if problems:
        raise InputError(problems)
    side = min(side_px, int(np.median(sides)))
    return PhotoSet(
        name=source.resolve().name,
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
        raise InputError(photo_problem(photos.name, expected, found, "add photos of other scenes"))
    return chosen
