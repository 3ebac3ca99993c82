"""A sign's plate: a sheet of metal with an edge, a back, and now and then a bend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.signs import outline
from scenewright.geometry import Mesh

__all__ = ["plate_meshes"]

_RINGS = (1.0, 0.72, 0.42)
_THICK_M = 0.003
_RIM_M = 0.014
"""How far the folded rim reaches back."""


def plate_meshes(kind: str, side_m: float, bend_m: float, bend_rad: float) -> tuple[Mesh, Mesh]:
    """The printed front and the bare rest of a plate round the origin, facing -y with z up.

    `side_m` is the square that the art is drawn on. A bend curves the plate about an axis at `bend_rad` to
    its horizontal by `bend_m` at the rim.
    """
    rim = outline(kind)
    centre = rim.mean(axis=0)
    flat = np.concatenate([centre + (rim - centre) * ring for ring in _RINGS] + [centre[None]])
    count = len(rim)
    step, after = np.arange(count), (np.arange(count) + 1) % count
    faces = [np.stack([np.full(count, len(flat) - 1), 2 * count + step, 2 * count + after], -1)]
    for outer, inner in ((0, count), (count, 2 * count)):
        faces += [
            np.stack([inner + step, outer + step, outer + after], -1),
            np.stack([inner + step, outer + after, inner + after], -1),
        ]
    front = _bent(flat, 0.0, side_m, bend_m, bend_rad)
    uv = ((flat + 1) / 2).astype(np.float32)
    printed = Mesh(front.astype(np.float32), np.concatenate(faces).astype(np.uint32), uv)
    back = _bent(flat, _THICK_M, side_m, bend_m, bend_rad)
    folded = _bent(rim, _RIM_M, side_m, bend_m, bend_rad)
    turned = np.concatenate(faces)[:, ::-1]
    side = np.concatenate(
        [np.stack([step, count + step, count + after], -1), np.stack([step, count + after, after], -1)]
    )
    rest = Mesh.joined(
        [
            Mesh(back.astype(np.float32), turned.astype(np.uint32)),
            Mesh(np.concatenate([front[:count], folded]).astype(np.float32), side[:, ::-1].astype(np.uint32)),
            Mesh(np.concatenate([back[:count], folded]).astype(np.float32), side.astype(np.uint32)),
        ]
    )
    return printed, rest


def _bent(
    flat: NDArray[np.float64], behind_m: float, side_m: float, bend_m: float, bend_rad: float
) -> NDArray[np.float64]:
    across = flat @ [-np.sin(bend_rad), np.cos(bend_rad)]
    x, z = (flat * side_m / 2).T
    return np.stack([x, behind_m + bend_m * across**2, z], -1)
