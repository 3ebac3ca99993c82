"""Bodies as physics sees them: convex shapes with a density, a friction and a pose."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Cylinder", "Plane", "RigidBody", "RigidScene", "Shape", "Sphere"]


@dataclass(frozen=True)
class Box:
    half_extents_m: tuple[float, float, float]

    @property
    def bounding_radius_m(self) -> float:
        return float(np.linalg.norm(self.half_extents_m))


@dataclass(frozen=True)
class Sphere:
    radius_m: float

    @property
    def bounding_radius_m(self) -> float:
        return self.radius_m


@dataclass(frozen=True)
class Cylinder:
    """Its axis is the body's z."""

    radius_m: float
    half_height_m: float

    @property
    def bounding_radius_m(self) -> float:
        return float(np.hypot(self.radius_m, self.half_height_m))


@dataclass(frozen=True)
class Plane:
    """Everything below z = 0 of its pose is solid; for obstacles only."""


Shape = Box | Sphere | Cylinder


@dataclass(frozen=True, kw_only=True, eq=False)
class RigidBody:
    """A body at its start, or an obstacle that never moves."""

    shape: Shape | Plane
    world_from_body: NDArray[np.float64]
    """Shape (4, 4) [m]."""
    density_kg_m3: float = 1000.0
    friction: float = 0.4
    """Sliding friction; of two bodies that touch the greater one counts."""
    velocity_m_s: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """World frame."""
    spin_rad_s: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Body frame."""


@dataclass(frozen=True, eq=False)
class RigidScene:
    """What falls, and what it falls on; world z is up."""

    bodies: tuple[RigidBody, ...]
    obstacles: tuple[RigidBody, ...] = field(default=())
