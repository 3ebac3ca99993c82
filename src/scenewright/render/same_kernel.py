"""Bodies in an order and number that many scenes share.

Dr.Jit compiles a kernel for each number of shapes and of materials and for each set of material kinds in the
order in which it meets them, which takes several times as long as tracing a frame with it. Sorted by kind of
material and filled up to a round number, scenes of one world have a handful of kernels; compiled ones are
kept, in memory and on disk.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Mesh
from scenewright.scene import Body, Material, Texture

__all__ = ["same_kernel"]


def same_kernel(bodies: Sequence[Body]) -> list[Body]:
    """The bodies by kind of material, with fillers that no ray can hit."""
    at = next((body.mesh.vertices_m[0] for body in bodies), None)
    if at is None:
        return []
    have = {_kind(body) for body in bodies}
    fillers = [_filler(at, kind) for kind in _DARK if kind not in have]
    missing = _round_number(len(bodies) + len(fillers)) - len(bodies) - len(fillers)
    return sorted([*bodies, *fillers, *[_filler(at, _DARK[0])] * missing], key=_kind)


def _round_number(count: int) -> int:
    """The next multiple of 8, from 32 on of 16, from 64 on of 32, and so on."""
    step = max(8, 1 << (count.bit_length() - 2))
    return count + -count % step


def _kind(body: Body) -> tuple[bool, bool, bool]:
    """Whether it shines, has a coat, has a texture."""
    material = body.material
    return body.emission is not None, material.gloss > 0, isinstance(material.base_color, Texture)


_DARK = tuple((False, coat, texture) for coat in (False, True) for texture in (False, True))
"""All kinds that do not shine. A light's filler would take part in the choice of lights."""


def _filler(at_m: NDArray[np.float32], kind: tuple[bool, bool, bool]) -> Body:
    """A triangle without area at a corner of some body, so that the scene's bounds stay as they are."""
    _, coat, texture = kind
    corner = np.repeat(at_m[None], 3, axis=0)
    uv = np.zeros((3, 2), dtype=np.float32) if texture else None
    return Body(
        name="filler",
        mesh=Mesh(corner, np.array([[0, 1, 2]], dtype=np.uint32), uv),
        material=Material(base_color=_GREY if texture else (0.5, 0.5, 0.5), gloss=0.5 * coat, roughness=0.3),
    )


_GREY = Texture(np.full((2, 2, 3), 0.5, dtype=np.float32))
