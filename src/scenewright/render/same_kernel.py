"""Bodies in an order and number that many scenes share.

Dr.Jit compiles a kernel for each pattern of materials that it meets, which takes several times as long as
tracing a frame with it. Sorted by kind of material, and each kind filled up to a round number, scenes of one
world have a handful of patterns; compiled kernels are kept, in memory and on disk.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenewright.geometry import Mesh
from scenewright.scene import Body, Material, Texture

__all__ = ["same_kernel"]

_STEP = 8
"""Bodies of a kind come in multiples of this."""


def same_kernel(bodies: Sequence[Body]) -> list[Body]:
    """The bodies by kind of material, with fillers that no ray can hit."""
    kinds: dict[tuple[bool, bool, bool], list[Body]] = {}
    for body in bodies:
        kinds.setdefault(_kind(body), []).append(body)
    found: list[Body] = []
    for kind in sorted(kinds):
        own = kinds[kind]
        # A light's filler would take part in the choice of lights.
        missing = 0 if kind[0] else -len(own) % _STEP
        found += own + [_filler(own[0])] * missing
    return found


def _kind(body: Body) -> tuple[bool, bool, bool]:
    """Whether it shines, has a coat, has a texture."""
    material = body.material
    return body.emission is not None, material.gloss > 0, isinstance(material.base_color, Texture)


def _filler(like: Body) -> Body:
    """A triangle without area at a corner of another body, so that the scene's bounds stay as they are."""
    mesh = like.mesh
    corner = np.repeat(mesh.vertices_m[:1], 3, axis=0)
    uv = None if mesh.uv is None else np.repeat(mesh.uv[:1], 3, axis=0)
    color = like.material.base_color
    if isinstance(color, Texture):
        color = _GREY
    material = Material(base_color=color, gloss=like.material.gloss, roughness=like.material.roughness)
    return Body(
        name="filler", mesh=Mesh(corner, np.array([[0, 1, 2]], dtype=np.uint32), uv), material=material
    )


_GREY = Texture(np.full((2, 2, 3), 0.5, dtype=np.float32))
