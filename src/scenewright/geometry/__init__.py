"""Frames, transforms and projection; see `docs/conventions.md` for axes and signs."""

from scenewright.geometry.pinhole import Intrinsics, project
from scenewright.geometry.transforms import apply, invert, look_at, rotation_xyz, translation

__all__ = ["Intrinsics", "apply", "invert", "look_at", "project", "rotation_xyz", "translation"]
