"""Frames, transforms, projection and meshes; see `docs/conventions.md` for axes and signs."""

from scenewright.geometry.footprint import Footprint
from scenewright.geometry.mesh import Mesh
from scenewright.geometry.pinhole import Intrinsics, project
from scenewright.geometry.placement import Placement, place
from scenewright.geometry.transforms import apply, invert, look_at, rotation_xyz, translation

__all__ = [
    "Footprint",
    "Intrinsics",
    "Mesh",
    "Placement",
    "apply",
    "invert",
    "look_at",
    "place",
    "project",
    "rotation_xyz",
    "translation",
]
