"""Scene to ground-truth buffers; one backend a module."""

from scenewright.render.buffers import Buffers
from scenewright.render.profile import PROFILES, RenderProfile

__all__ = ["PROFILES", "Buffers", "RenderProfile"]
