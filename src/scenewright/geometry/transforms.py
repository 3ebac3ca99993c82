"""Rigid transforms as (4, 4) float64 matrices, named by frames: `world_from_camera`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["apply", "invert", "look_at", "rotation_xyz", "translation"]

Matrix = NDArray[np.float64]


def translation(offset_m: ArrayLike) -> Matrix:
    """Translation by `offset_m` [m], shape (3,)."""
    matrix = np.eye(4)
    matrix[:3, 3] = np.asarray(offset_m, dtype=np.float64)
    return matrix


def rotation_xyz(x_rad: float = 0.0, y_rad: float = 0.0, z_rad: float = 0.0) -> Matrix:
    """Extrinsic rotation about x, then y, then z [rad]: `Rz @ Ry @ Rx`."""
    cx, sx, cy, sy, cz, sz = (f(a) for a in (x_rad, y_rad, z_rad) for f in (np.cos, np.sin))
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = rz @ ry @ rx
    return matrix


def look_at(origin_m: ArrayLike, target_m: ArrayLike, *, roll_rad: float = 0.0) -> Matrix:
    """`world_from_camera` of a camera at `origin_m` looking at `target_m` [m], world z up.

    Camera axes: x right, y down, z forward (OpenCV). Positive roll turns the camera clockwise as seen
    from behind it. Raises `ValueError` when the view direction is vertical or has no length.
    """
    origin = np.asarray(origin_m, dtype=np.float64)
    forward = np.asarray(target_m, dtype=np.float64) - origin
    length = np.linalg.norm(forward)
    right = np.array([forward[1], -forward[0], 0.0])  # forward x z
    if length == 0 or np.linalg.norm(right) < 1e-9 * length:
        raise ValueError(
            "look_at: expected a target that is neither at the camera nor straight above or below it"
        )
    forward /= length
    right /= np.linalg.norm(right)
    fx, fy, fz = forward
    rx, ry, _ = right
    down = np.array([-fz * ry, fz * rx, fx * ry - fy * rx])  # forward x right
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2], matrix[:3, 3] = right, down, forward, origin
    return matrix @ rotation_xyz(z_rad=roll_rad)


def invert(matrix: Matrix) -> Matrix:
    """Inverse of a rigid transform."""
    inverse = np.eye(4)
    inverse[:3, :3] = matrix[:3, :3].T
    inverse[:3, 3] = -matrix[:3, :3].T @ matrix[:3, 3]
    return inverse


def apply(matrix: Matrix, points_m: ArrayLike) -> NDArray[np.float64]:
    """Points [m], shape (n, 3), moved by `matrix`."""
    points = np.asarray(points_m, dtype=np.float64)
    return points @ matrix[:3, :3].T + matrix[:3, 3]
