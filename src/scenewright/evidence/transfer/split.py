"""The split of real photos into dev and test, and the near-duplicate groups that no split may cut."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scenewright.errors import CheckFailed, Problem

__all__ = [
    "CRITERION",
    "SPLIT_RULE",
    "check_split",
    "hash_fraction",
    "near_duplicate_groups",
    "split_photos",
    "thumbnail",
]

SPLIT_RULE = "sha256-basename-1"
LUMINANCE_CORRELATION = 0.95
CHROMA_CORRELATION = 0.8
CRITERION = (
    f"connected components of pairs whose 16x32 thumbnails correlate at least {LUMINANCE_CORRELATION} in "
    f"luma and at least {CHROMA_CORRELATION} in chroma (Cr and Cb, each less its mean)"
)


def hash_fraction(name: str) -> float:
    """Position in [0, 1) of a photo: first 32 bits of the SHA-256 of its base name."""
    base = PurePosixPath(name).name
    return int(hashlib.sha256(base.encode()).hexdigest()[:8], 16) / 2**32


def split_photos(
    names: Sequence[str], groups: NDArray[np.int64], *, dev_fraction: float
) -> NDArray[np.bool_]:
    """True for dev, shape (n,): hash below `dev_fraction`, or in a group with such a photo."""
    chosen = np.array([hash_fraction(name) < dev_fraction for name in names], dtype=bool)
    return np.isin(groups, groups[chosen])


def check_split(is_dev: NDArray[np.bool_], groups: NDArray[np.int64]) -> None:
    """Raises `CheckFailed` when a near-duplicate group stands on both sides, or a side is empty."""
    problems = []
    if leaked := sorted(set(groups[is_dev].tolist()) & set(groups[~is_dev].tolist())):
        found = f"{len(leaked)} groups in both, first: group {leaked[0]}"
        problems.append(Problem(expected="no near-duplicates across dev and test", found=found))
    for part, count in (("dev", int(is_dev.sum())), ("test", int((~is_dev).sum()))):
        if not count:
            fix = "choose a dev_fraction further from 0 and 1"
            problems.append(Problem(expected=f"photos in {part}", found="none", fix=fix))
    if problems:
        raise CheckFailed(problems)


def thumbnail(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Luma, Cr and Cb at 16x32 pixels, shape (3, 512)."""
    small = cv2.resize(image, (16, 32), interpolation=cv2.INTER_AREA)
    planes = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb).reshape(-1, 3).T
    return np.asarray(planes, dtype=np.float32)


def near_duplicate_groups(thumbnails: NDArray[np.float32]) -> NDArray[np.int64]:
    """Group number of each photo by `CRITERION`; `thumbnails` has shape (n, 3, 512)."""
    centred = thumbnails - thumbnails.mean(axis=2, keepdims=True)
    luma = _correlations(centred[:, 0])
    chroma = _correlations(centred[:, 1:].reshape(len(centred), -1))
    rows, columns = np.nonzero((luma >= LUMINANCE_CORRELATION) & (chroma >= CHROMA_CORRELATION))
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(centred), len(centred)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _correlations(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines between all rows; two rows of zeros, e.g. the chroma of two grey photos, count as equal."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    flat = norms < 1e-6
    unit = vectors / np.where(flat, 1, norms)
    return np.asarray(unit @ unit.T + (flat & flat.T))
