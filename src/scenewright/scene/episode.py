"""Scenes and episodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scene.body import Body
from scenewright.scene.camera import Camera
from scenewright.scene.light import Sky, Sun

__all__ = ["Episode", "Instance", "Scene"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Instance:
    """A thing that gets a label."""

    instance_id: int
    """1 to 255, unique in the episode."""
    category: str
    state: str = ""
    """State for categories that have one (a lamp's colour)."""
    subject: bool = False
    """True for the instance that the camera's crop was placed on, where there is one."""
    children: tuple[int, ...] = ()
    """Instances whose pixels count as this one's too (the lamp of a head)."""
    world_from_instance: NDArray[np.float64] | None = None
    """Pose of a rigid instance, shape (4, 4) [m]; None where poses are no label."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """Everything at one moment."""

    bodies: tuple[Body, ...]
    instances: tuple[Instance, ...]
    sky: Sky
    sun: Sun | None
    camera: Camera
    fog_extinction_per_m: float = 0.0
    """Beer-Lambert extinction of the air [1/m]; the airlight is the mean sky above the horizon."""
    time_s: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Episode:
    """One or more timed scenes over the same instances; a still is an episode of one."""

    scenes: tuple[Scene, ...]
    requested: dict[str, Any]
    """The sample that the episode was built from."""
    rest: Mapping[str, Any] | None = None
    """What a simulation found, as plain data: given to `build` again, nothing is simulated again."""
