"""Buffers and scene to labels; one label kind a module."""

from scenewright.annotate.annotate import annotate
from scenewright.annotate.box import modal_box
from scenewright.annotate.mask import encode_mask
from scenewright.annotate.visibility import Visibility, visibility

__all__ = ["Visibility", "annotate", "encode_mask", "modal_box", "visibility"]
