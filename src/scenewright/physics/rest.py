"""A scene at rest, in a form that is kept with a dataset: rendered again without simulating again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenewright.physics.body import RigidScene
from scenewright.physics.settle import Limits, Settled

__all__ = ["Rest", "Tally", "start_digest"]


@dataclass(frozen=True)
class Tally:
    """How many scenes were simulated for one that is used."""

    attempts: int
    unsettled: int
    interpenetrating: int


@dataclass(frozen=True, eq=False)
class Rest:
    """The scene that is used, and what it took to find it."""

    start: str
    """Digest of the scene as it was let go, with its limits."""
    settled: Settled
    tally: Tally

    def to_json(self) -> dict[str, Any]:
        """Plain data; poses as the upper three rows of their matrices, exact."""
        return {
            "start": self.start,
            "world_from_body": self.settled.world_from_body[:, :3].tolist(),
            "seconds": self.settled.seconds,
            "deepest_m": self.settled.deepest_m,
            "attempts": self.tally.attempts,
            "unsettled": self.tally.unsettled,
            "interpenetrating": self.tally.interpenetrating,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Rest:
        """The inverse of `to_json`."""
        rows = np.array(data["world_from_body"], dtype=np.float64).reshape(-1, 3, 4)
        poses = np.tile(np.eye(4), (len(rows), 1, 1))
        poses[:, :3] = rows
        return Rest(
            str(data["start"]),
            Settled(poses, float(data["seconds"]), float(data["deepest_m"]), ""),
            Tally(int(data["attempts"]), int(data["unsettled"]), int(data["interpenetrating"])),
        )


def start_digest(scene: RigidScene, limits: Limits) -> str:
    """SHA-256 (hex) of all that decides where the bodies come to rest, but for MuJoCo's version."""
    state = hashlib.sha256(repr(limits).encode())
    for group in (scene.bodies, scene.obstacles):
        state.update(b"|")
        for body in group:
            pose = np.ascontiguousarray(body.world_from_body, dtype=np.float64)
            moves = (body.density_kg_m3, body.friction, body.velocity_m_s, body.spin_rad_s)
            state.update(repr((body.shape, *moves)).encode() + pose.tobytes())
    return state.hexdigest()
