"""Where bodies start that are dropped: apart from each other, turned and moving at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from scenewright.errors import InputError, Problem
from scenewright.physics.body import Plane, RigidBody

__all__ = ["drop"]


def drop(
    bodies: Sequence[RigidBody],
    low_m: tuple[float, float],
    high_m: tuple[float, float],
    rng: np.random.Generator,
    *,
    height_m: float,
    speed_m_s: float = 0.15,
    spin_rad_s: float = 10.0,
) -> tuple[RigidBody, ...]:
    """The bodies at their start above the rectangle from `low_m` to `high_m`, the lowest `height_m` up.

    They lie in layers, each body in a cell of its own, so that none touches another however many there are.
    `speed_m_s` and `spin_rad_s` are standard deviations. Raises `InputError` when the rectangle is narrower
    than a body.
    """
    radius = max((b.shape.bounding_radius_m for b in bodies if not isinstance(b.shape, Plane)), default=0.0)
    width, depth = high_m[0] - low_m[0], high_m[1] - low_m[1]
    columns, rows = (int(side / (2 * radius)) if radius else 1 for side in (width, depth))
    if columns < 1 or rows < 1:
        raise InputError(
            Problem(
                expected=f"a place at least {2 * radius:.3g} m wide for the largest body",
                found=f"{width:.3g} x {depth:.3g} m",
                fix="make the place larger or the body smaller",
            )
        )
    cells = rng.permutation(columns * rows)
    order = rng.permutation(len(bodies))
    started = list(bodies)
    for place, number in enumerate(order):
        layer, cell = divmod(place, columns * rows)
        across, along = cells[cell] % columns, cells[cell] // columns
        # Where in its cell a body may lie: the cell less the bounding sphere.
        slack = np.array([width / columns, depth / rows]) / 2 - radius
        centre = np.array([(across + 0.5) * width / columns, (along + 0.5) * depth / rows]) + low_m
        pose = np.eye(4)
        pose[:3, :3] = Rotation.random(rng=rng).as_matrix()
        pose[:2, 3] = centre + rng.uniform(-slack, slack)
        pose[2, 3] = height_m + radius * (1 + 2.2 * layer)
        velocity, spin = rng.normal(0, speed_m_s, 3), rng.normal(0, spin_rad_s, 3)
        started[number] = replace(
            bodies[number],
            world_from_body=pose,
            velocity_m_s=tuple(velocity.tolist()),
            spin_rad_s=tuple(spin.tolist()),
        )
    return tuple(started)
