"""Frames, transforms, projection and meshes; see `docs/conventions.md` for axes and signs."""

from scenewright.geometry.mesh import Mesh
from scenewright.geometry.pinhole import Intrinsics, project
from scenewright.geometry.transforms import apply, invert, look_at, rotation_xyz, translation

__all__ = ["Intrinsics", "Mesh", "apply", "invert", "look_at", "project", "rotation_xyz", "translation"]
