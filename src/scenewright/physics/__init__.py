"""Rigid bodies that fall and come to rest, by MuJoCo; nothing here knows of rendering."""

from scenewright.physics.body import Box, Cylinder, Plane, RigidBody, RigidScene, Shape, Sphere
from scenewright.physics.drop import drop
from scenewright.physics.resample import settle_or_resample
from scenewright.physics.rest import Rest, Tally
from scenewright.physics.settle import Limits, Settled, settle, settle_many

__all__ = [
    "Box",
    "Cylinder",
    "Limits",
    "Plane",
    "Rest",
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
