"""Rigid bodies that fall and come to rest, by MuJoCo; nothing here knows of rendering."""

from scenewright.physics.body import Box, Cylinder, Plane, RigidBody, RigidScene, Shape, Sphere
from scenewright.physics.drop import drop
from scenewright.physics.resample import Tally, settle_or_resample
from scenewright.physics.settle import Limits, Settled, settle, settle_many

__all__ = [
    "Box",
    "Cylinder",
    "Limits",
    "Plane",
    "RigidBody",
    "RigidScene",
    "Settled",
    "Shape",
    "Sphere",
    "Tally",
    "drop",
    "settle",
    "settle_many",
    "settle_or_resample",
]
