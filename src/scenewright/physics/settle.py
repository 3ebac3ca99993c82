"""Letting a scene come to rest."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.physics.body import RigidScene
from scenewright.physics.mujoco_model import build_model, mujoco

__all__ = ["Limits", "Settled", "settle", "settle_many"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When a scene is at rest, and what makes it unusable."""

    longest_s: float = 5.0
    """Simulated time after which it is given up."""
    speed_m_s: float = 1e-3
    spin_rad_s: float = 0.05
    calm_s: float = 0.1
    """How long all bodies must stay below both."""
    depth_m: float = 0.5e-3
    """Deepest interpenetration that is let pass."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Where the bodies came to rest."""

    world_from_body: NDArray[np.float64]
    """Shape (bodies, 4, 4) [m]."""
    seconds: float
    """Simulated time until rest."""
    deepest_m: float
    """Deepest interpenetration of two bodies, or of a body and an obstacle."""
    refused: str
    """Why the scene cannot be used: `unsettled` or `interpenetrating`; empty when it can."""


def settle(scene: RigidScene, limits: Limits = Limits()) -> Settled:
    """Simulate until every body rests. Pure: the same scene gives the same poses on the same machine.

    Raises `InputError` when MuJoCo is not installed.
    """
    model, data = build_model(scene)
    if not scene.bodies:
        return Settled(np.zeros((0, 4, 4)), 0.0, 0.0, "")
    steps = max(1, round(limits.calm_s / 2 / model.opt.timestep))
    calm, refused = 0, "unsettled"
    while data.time < limits.longest_s:
        mujoco().mj_step(model, data, steps)
        calm = calm + 1 if _is_calm(data.qvel.reshape(-1, 6), limits) else 0
        if calm >= 2:
            refused = ""
            break
    mujoco().mj_forward(model, data)
    deepest = max(0.0, -float(min(data.contact.dist, default=0.0)))
    if not refused and deepest > limits.depth_m:
        refused = "interpenetrating"
    return Settled(_poses(data, len(scene.bodies)), float(data.time), deepest, refused)


def settle_many(
    scenes: Sequence[RigidScene],
    limits: Limits = Limits(),
    *,
    threads: int = 2,
) -> list[Settled]:
    """`settle` of each scene, in order; MuJoCo steps outside Python's lock."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda scene: settle(scene, limits), scenes))


def _is_calm(velocity: NDArray[np.float64], limits: Limits) -> bool:
    squared = velocity**2
    speed, spin = squared[:, :3].sum(axis=1).max(), squared[:, 3:].sum(axis=1).max()
    return bool(speed < limits.speed_m_s**2 and spin < limits.spin_rad_s**2)


def _poses(data: Any, count: int) -> NDArray[np.float64]:
    """Body 0 is the world; the free bodies follow in their order."""
    poses = np.tile(np.eye(4), (count, 1, 1))
    poses[:, :3, :3] = data.xmat[1 : count + 1].reshape(-1, 3, 3)
    poses[:, :3, 3] = data.xpos[1 : count + 1]
    return poses
