"""What a thing covers of the floor: a rectangle with a rim, and the gaps between such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Footprint", "gaps_m", "reach_m"]


@dataclass(frozen=True)
class Footprint:
    """All points within `radius_m` of a rectangle; a disc when the rectangle has no extent."""

    half_x_m: float
    half_y_m: float
    radius_m: float = 0.0

    @property
    def bounding_radius_m(self) -> float:
        return float(np.hypot(self.half_x_m, self.half_y_m)) + self.radius_m

    @property
    def area_m2(self) -> float:
        x, y, r = self.half_x_m, self.half_y_m, self.radius_m
        return 4 * (x * y + (x + y) * r) + float(np.pi) * r**2


def reach_m(thing: Footprint, heading_rad: float) -> NDArray[np.float64]:
    """Half extents along x and y of a thing turned by a heading, shape (2,)."""
    c, s = abs(np.cos(heading_rad)), abs(np.sin(heading_rad))
    x, y = thing.half_x_m, thing.half_y_m
    return np.array([c * x + s * y, s * x + c * y]) + thing.radius_m


def gaps_m(
    thing: Footprint, pose: NDArray[np.float64], others: Sequence[Footprint], poses: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance [m] between a thing and each of several others, shape (n,); negative where they overlap.

    `pose` is x, y, heading, shape (3,); `poses` has shape (n, 3). Between two rectangles that are apart the
    nearest points are a corner of one and a point of an edge of the other, so all corners are measured
    against both. Overlap is by the separating axis theorem, its depth only a bound.
    """
    half = np.array([[other.half_x_m, other.half_y_m] for other in others])
    rims = np.array([other.radius_m for other in others]) + thing.radius_m
    mine = _corners(np.array([[thing.half_x_m, thing.half_y_m]]), pose[None])
    theirs = _corners(half, poses)
    seen_by_me = _into_frame(theirs, pose[None])
    seen_by_them = _into_frame(np.broadcast_to(mine, theirs.shape), poses)
    size = np.array([[thing.half_x_m, thing.half_y_m]])
    # Separation along the axes of either frame; negative on all four: the rectangles overlap.
    along = np.maximum(_separation(seen_by_me, size), _separation(seen_by_them, half))
    nearest = np.minimum(_outside(seen_by_me, size[:, None]), _outside(seen_by_them, half[:, None]))
    return np.where(along < 0, along, nearest) - rims


def _corners(half: NDArray[np.float64], poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners in the world, shape (n, 4, 2)."""
    local = half[:, None] * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    c, s = np.cos(poses[:, 2])[:, None], np.sin(poses[:, 2])[:, None]
    x, y = local[..., 0], local[..., 1]
    return np.stack([c * x - s * y, s * x + c * y], -1) + poses[:, None, :2]


def _into_frame(points: NDArray[np.float64], poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """World points, shape (n, 4, 2), in the frames of poses, shape (n or 1, 3)."""
    x, y = np.moveaxis(points - poses[:, None, :2], -1, 0)
    c, s = np.cos(poses[:, 2])[:, None], np.sin(poses[:, 2])[:, None]
    return np.stack([c * x + s * y, c * y - s * x], -1)


def _separation(points: NDArray[np.float64], half: NDArray[np.float64]) -> NDArray[np.float64]:
    """Largest gap along x or y between points and a rectangle of these half extents, shape (n,)."""
    return np.maximum(points.min(axis=1) - half, -half - points.max(axis=1)).max(axis=1)


def _outside(points: NDArray[np.float64], half: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of the nearest point to the rectangle, shape (n,)."""
    over = np.maximum(np.abs(points) - half, 0)
    return np.sqrt((over**2).sum(axis=-1)).min(axis=1)
