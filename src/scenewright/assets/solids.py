"""Procedural solids with texture coordinates in the unit square: blocks, balls, limbs.

Balls and limbs are shaded as round, blocks as flat; joined they stay so.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenewright.geometry.mesh import Mesh

__all__ = ["ball", "block", "disc", "limb", "strip"]

_CORNERS = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], dtype=float)
_SIDES = np.array([[0, 1, 5, 4], [1, 3, 7, 5], [3, 2, 6, 7], [2, 0, 4, 6], [4, 5, 7, 6], [2, 3, 1, 0]])
_OUTWARD = np.array([[0, -1, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, 0, 1], [0, 0, -1]], dtype=float)
_SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)


def _mesh(
    vertices: NDArray[np.float64],
    faces: NDArray[np.int64],
    uv: NDArray[np.float64],
    normals: NDArray[np.float64] | None = None,
) -> Mesh:
    return Mesh(
        np.ascontiguousarray(vertices, dtype=np.float32),
        np.ascontiguousarray(faces, dtype=np.uint32),
        np.ascontiguousarray(uv, dtype=np.float32),
        None if normals is None else np.ascontiguousarray(normals, dtype=np.float32),
    )


@cache
def _grid(rows: int, columns: int) -> NDArray[np.int64]:
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def block(low_m: ArrayLike, high_m: ArrayLike) -> Mesh:
    """A box between two corners; every side shows the whole unit square upright."""
    low, high = np.asarray(low_m, dtype=float), np.asarray(high_m, dtype=float)
    corners = low + _CORNERS * (high - low)
    first = 4 * np.arange(6)[:, None]
    faces = np.concatenate([first + np.array([0, 1, 2]), first + np.array([0, 2, 3])])
    return _mesh(corners[_SIDES.ravel()], faces, np.tile(_SQUARE, (6, 1)), np.repeat(_OUTWARD, 4, axis=0))


@cache
def _unit_ball(rows: int, columns: int) -> Mesh:
    polar = np.linspace(0, np.pi, rows)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, columns)[None, :]
    points = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar) + 0 * azimuth], -1
    )
    uv = np.stack(np.broadcast_arrays(azimuth / (2 * np.pi), 1 - polar / np.pi), -1)
    points = points.reshape(-1, 3)
    return _mesh(points, _grid(rows, columns)[:, ::-1], uv.reshape(-1, 2), points)


def ball(centre_m: ArrayLike, half_axes_m: ArrayLike, rows: int = 8, columns: int = 13) -> Mesh:
    """An ellipsoid; texture coordinates are longitude and latitude."""
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag(np.broadcast_to(np.asarray(half_axes_m, dtype=float), 3))
    matrix[:3, 3] = np.asarray(centre_m, dtype=float)
    return _unit_ball(rows, columns).moved(matrix)


def limb(path_m: ArrayLike, radii_m: ArrayLike, segments: int = 8, flat: float = 1.0) -> Mesh:
    """A tube of changing radius along a path, shapes (n, 3) and (n,), closed by its ends' points.

    `flat` scales the section's second axis: below 1 a body is wider than deep. v runs along the path.
    """
    path = np.asarray(path_m, dtype=float)
    radii = np.asarray(radii_m, dtype=float)
    axis = path[-1] - path[0]
    axis = axis / np.sqrt(axis @ axis)
    aid = np.array([1.0, 0, 0]) if abs(axis[2]) > 0.5 else np.array([0, 0, 1.0])
    side = aid - axis * (aid @ axis)
    side /= np.sqrt(side @ side)
    up = np.cross(axis, side)
    turn = np.linspace(0, 2 * np.pi, segments + 1)
    ring = np.cos(turn)[:, None] * side + flat * np.sin(turn)[:, None] * up
    out = flat * np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * up  # normal to the section's ellipse
    out /= np.sqrt((out**2).sum(axis=1, keepdims=True))
    path, radii = path[[0, *range(len(path)), -1]], np.array([0.0, *radii, 0.0])
    points = path[:, None, :] + radii[:, None, None] * ring[None]
    v = np.linspace(0, 1, len(path))[:, None]
    uv = np.stack(np.broadcast_arrays(turn[None] / (2 * np.pi), v), -1)
    normals = np.broadcast_to(out, points.shape).copy()
    normals[0], normals[-1] = -axis, axis
    faces = _grid(len(path), segments + 1)
    return _mesh(points.reshape(-1, 3), faces, uv.reshape(-1, 2), normals.reshape(-1, 3))


def disc(rim_m: NDArray[np.float64], centre_m: ArrayLike, uv: NDArray[np.float64]) -> Mesh:
    """A fan from a centre to a rim that winds counter-clockwise, shape (n, 3), with `uv`, shape (n, 2)."""
    count = len(rim_m)
    step = np.arange(count)
    faces = np.stack([np.full(count, count), step, (step + 1) % count], -1)
    centre = np.asarray(centre_m, dtype=float)
    return _mesh(
        np.concatenate([rim_m, centre[None]]), faces, np.concatenate([uv, uv.mean(axis=0, keepdims=True)])
    )


def strip(rows_m: NDArray[np.float64], uv: NDArray[np.float64]) -> Mesh:
    """Quads between rows of points, shapes (rows, columns, 3) and (rows, columns, 2).

    Seen from outside, columns run to the right and rows upwards.
    """
    faces = _grid(rows_m.shape[0], rows_m.shape[1])
    return _mesh(rows_m.reshape(-1, 3), faces, uv.reshape(-1, 2))
