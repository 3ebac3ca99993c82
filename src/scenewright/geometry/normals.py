"""Normals of round surfaces that triangles approximate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["round_normals"]


def round_normals(vertices: NDArray[np.floating], faces: NDArray[np.integer]) -> NDArray[np.float32]:
    """Unit normal at each vertex, shape (n, 3): the mean over the faces around its place, weighted by their
    angles there (Thürmer and Wüthrich 1998). Vertices at one place, as at the seam of a texture, share it.
    """
    points = np.asarray(vertices, dtype=np.float64)
    _, place = np.unique(np.round(points, 6), axis=0, return_inverse=True)
    corners = points[faces]
    total = np.zeros((int(place.max()) + 1, 3))
    for at in range(3):
        one = corners[:, (at + 1) % 3] - corners[:, at]
        other = corners[:, (at + 2) % 3] - corners[:, at]
        across = np.cross(one, other)
        length = np.linalg.norm(across, axis=1)
        angle = np.arctan2(length, (one * other).sum(axis=1))
        weight = np.divide(angle, length, out=np.zeros_like(angle), where=length > 0)
        np.add.at(total, place.ravel()[faces[:, at]], across * weight[:, None])
    length = np.linalg.norm(total, axis=1, keepdims=True)
    normals = np.divide(total, length, out=np.tile([0.0, 0.0, 1.0], (len(total), 1)), where=length > 0)
    return np.asarray(normals[place.ravel()], dtype=np.float32)
