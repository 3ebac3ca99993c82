"""Handing a scene to MuJoCo."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.physics.body import Box, Cylinder, RigidBody, RigidScene, Sphere

__all__ = ["build_model", "mujoco"]

_TIMESTEP_S = 0.002
_STIFFNESS = (2 * _TIMESTEP_S, 1.0)
"""Time constant [s] and damping ratio of contacts: the shortest stable one, so that bodies sink in little."""
_HARDNESS = (0.98, 0.999, 0.0005, 0.5, 2.0)


@cache
def mujoco() -> Any:
    """The library. Raises `InputError` when it is not installed."""
    try:
        import mujoco
    except ImportError:
        raise InputError(
            Problem(
                expected="MuJoCo, for scenes with physics",
                found="no package 'mujoco'",
                fix="pip install 'scenewright[physics]'",
            )
        ) from None
    return mujoco


def build_model(scene: RigidScene) -> tuple[Any, Any]:
    """MuJoCo's model of a scene, and its data at the start."""
    mj = mujoco()
    spec = mj.MjSpec()
    spec.option.timestep = _TIMESTEP_S
    spec.option.integrator = mj.mjtIntegrator.mjINT_IMPLICITFAST
    # Elliptic cones and a few iterations without slip: what rests does not creep.
    spec.option.cone = mj.mjtCone.mjCONE_ELLIPTIC
    spec.option.noslip_iterations = 3
    for obstacle in scene.obstacles:
        position, quaternion = _pose(obstacle)
        spec.worldbody.add_geom(pos=position, quat=quaternion, **_geom(obstacle))
    for body in scene.bodies:
        position, quaternion = _pose(body)
        added = spec.worldbody.add_body(pos=position, quat=quaternion)
        added.add_freejoint()
        added.add_geom(density=body.density_kg_m3, **_geom(body))
    model = spec.compile()
    data = mj.MjData(model)
    for i, body in enumerate(scene.bodies):
        data.qvel[6 * i : 6 * i + 6] = [*body.velocity_m_s, *body.spin_rad_s]
    return model, data


def _pose(body: RigidBody) -> tuple[Any, Any]:
    """Position [m] and quaternion w, x, y, z."""
    pose, quaternion = body.world_from_body, np.empty(4)
    mujoco().mju_mat2Quat(quaternion, pose[:3, :3].ravel())
    return pose[:3, 3], quaternion


def _geom(body: RigidBody) -> dict[str, Any]:
    kinds, shape = mujoco().mjtGeom, body.shape
    kind, size = kinds.mjGEOM_PLANE, [0.0, 0.0, 1.0]
    if isinstance(shape, Box):
        kind, size = kinds.mjGEOM_BOX, list(shape.half_extents_m)
    elif isinstance(shape, Sphere):
        kind, size = kinds.mjGEOM_SPHERE, [shape.radius_m, 0.0, 0.0]
    elif isinstance(shape, Cylinder):
        kind, size = kinds.mjGEOM_CYLINDER, [shape.radius_m, shape.half_height_m, 0.0]
    friction = np.array([body.friction, 0.005, 0.0001])
    return {"type": kind, "size": size, "friction": friction, "solref": _STIFFNESS, "solimp": _HARDNESS}
