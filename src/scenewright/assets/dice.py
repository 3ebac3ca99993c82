"""A six-sided die: rounded edges and corners, pips as engraved dents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from scenewright.geometry import Mesh

__all__ = ["FACES", "DieShape", "die_meshes", "face_up"]

FACES: tuple[tuple[str, tuple[int, int, int]], ...] = (
    ("one", (0, 0, 1)),
    ("two", (0, -1, 0)),
    ("three", (1, 0, 0)),
    ("four", (-1, 0, 0)),
    ("five", (0, 1, 0)),
    ("six", (0, 0, -1)),
)
"""Class and outward normal of each face; opposite faces sum to seven, 1-2-3 counter-clockwise."""

_PIPS: dict[int, list[tuple[float, float]]] = {
    1: [(0, 0)],
    2: [(-1, -1), (1, 1)],
    3: [(-1, -1), (0, 0), (1, 1)],
    4: [(-1, -1), (-1, 1), (1, -1), (1, 1)],
    5: [(-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1)],
    6: [(-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)],
}
_SIDE, _ARC, _ROUND = 6, 4, 14
"""Cells along a flat side, along half an edge's rounding, and points around a pip."""


@dataclass(frozen=True)
class DieShape:
    """Proportions relative to half the edge length."""

    rounding: float = 0.25
    """Radius of the rounded edges, 0.05 to 0.6."""
    pip_radius: float = 0.18
    pip_spacing: float = 0.5
    """Distance of the outer pips from the face's middle, along each side."""
    pip_depth: float = 0.08
    """How deep a pip's dent is."""

    def __post_init__(self) -> None:
        if not self.pip_spacing + self.pip_radius < 1 - self.rounding:
            raise ValueError(
                f"DieShape: expected pips inside the flat of a face, below {1 - self.rounding:.3g}, "
                f"found {self.pip_spacing + self.pip_radius:.3g}"
            )


def face_up(world_from_die: NDArray[np.float64]) -> str:
    """Class of the face whose normal is nearest to the world's z."""
    heights = np.array([normal for _, normal in FACES]) @ world_from_die[2, :3]
    return FACES[int(heights.argmax())][0]


@cache
def die_meshes(shape: DieShape) -> tuple[Mesh, Mesh]:
    """Body and pips of a die that spans [-1, 1] on each axis, watertight together.

    Texture coordinates of the body: each face has a tile of an atlas of 3 x 2.
    """
    bodies, pips = [], []
    for number in range(6):
        body, dents = _face(number, shape)
        bodies.append(body)
        pips.append(dents)
    return Mesh.joined(bodies), Mesh.joined(pips)


def _face(number: int, shape: DieShape) -> tuple[Mesh, Mesh]:
    normal = np.array(FACES[number][1], dtype=np.float64)
    across = np.roll(normal, 1) * (1 if normal.sum() > 0 else -1)
    along = np.cross(normal, across)
    frame = np.stack([across, along, normal], axis=1)
    centres = np.array(_PIPS[number + 1], dtype=np.float64) * shape.pip_spacing
    rim, rim_faces = _rim(shape)
    flat, flat_faces = _flat(centres, shape)
    vertices = np.concatenate([rim, flat])
    faces = np.concatenate([rim_faces, flat_faces + len(rim)])
    tile = np.array([number % 3, number // 3])
    uv = ((vertices[:, :2] + 1) / 2 * 0.98 + 0.01 + tile) / [3, 2]
    body = Mesh((vertices @ frame.T).astype(np.float32), faces.astype(np.uint32), uv.astype(np.float32))
    return body, _dents(centres, shape, frame)


def _rim(shape: DieShape) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A face's share of the rounding: a grid bent over the edges, without the flat in its middle."""
    flat = 1 - shape.rounding
    bend = np.linspace(0, np.pi / 4, _ARC + 1)[1:]
    over = flat + np.tan(bend)
    steps = np.concatenate([-over[::-1], np.linspace(-flat, flat, _SIDE + 1), over])
    x, y = np.meshgrid(steps, steps, indexing="ij")
    core = np.stack([np.clip(x, -flat, flat), np.clip(y, -flat, flat), np.full_like(x, flat)], -1)
    # The direction from the core's surface out: tan of the angle on either axis, 1 along the normal.
    out = np.stack([x - core[..., 0], y - core[..., 1], np.ones_like(x)], -1)
    points = core + shape.rounding * out / np.linalg.norm(out, axis=-1, keepdims=True)
    count = len(steps)
    index = np.arange(count * count).reshape(count, count)
    cells = np.ones((count - 1, count - 1), dtype=bool)
    cells[_ARC : _ARC + _SIDE, _ARC : _ARC + _SIDE] = False
    a, b, c, d = (
        corner[cells] for corner in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:])
    )
    return points.reshape(-1, 3), np.concatenate([np.stack([a, b, c], -1), np.stack([a, c, d], -1)])


def _flat(centres: NDArray[np.float64], shape: DieShape) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The flat of a face with a hole for each pip, its border cut like the rim's."""
    side = np.linspace(-1, 1, _SIDE + 1) * (1 - shape.rounding)
    grid = np.stack(np.meshgrid(side, side, indexing="ij"), -1).reshape(-1, 2)
    border = np.abs(grid).max(axis=1) > 1 - shape.rounding - 1e-9
    near = np.linalg.norm(grid[:, None] - centres, axis=2).min(axis=1) < 1.3 * shape.pip_radius
    holes = (centres[:, None] + _circle(shape.pip_radius)).reshape(-1, 2)
    points = np.concatenate([grid[border | ~near], holes])
    faces = Delaunay(points).simplices.astype(np.int64)
    middle = points[faces].mean(axis=1)
    from_pip = np.linalg.norm(middle[:, None] - centres, axis=2).min(axis=1)
    kept = from_pip > shape.pip_radius * np.cos(np.pi / _ROUND)
    one, two, three = np.moveaxis(points[faces], 1, 0)
    turn = (two - one)[:, 0] * (three - one)[:, 1] - (two - one)[:, 1] * (three - one)[:, 0]
    faces = np.where(turn[:, None] > 0, faces, faces[:, ::-1])[kept & (np.abs(turn) > 1e-12)]
    return np.column_stack([points, np.ones(len(points))]), faces


def _dents(centres: NDArray[np.float64], shape: DieShape, frame: NDArray[np.float64]) -> Mesh:
    """A paraboloid dent at each pip, rims equal to the flat's holes."""
    circle = _circle(shape.pip_radius)
    depth = shape.pip_depth
    rings = [np.column_stack([circle * r, np.full(_ROUND, 1 - depth * (1 - r**2))]) for r in (1.0, 0.6)]
    bottom = np.array([[0, 0, 1 - depth]])
    step = np.arange(_ROUND)
    after = (step + 1) % _ROUND
    faces = np.concatenate(
        [
            np.stack([step, after, _ROUND + after], -1),
            np.stack([step, _ROUND + after, _ROUND + step], -1),
            np.stack([_ROUND + step, _ROUND + after, np.full_like(step, 2 * _ROUND)], -1),
        ]
    )
    dent, turned = np.concatenate([*rings, bottom]), faces.astype(np.uint32)
    at = np.column_stack([centres, np.zeros(len(centres))])
    return Mesh.joined(Mesh(((dent + centre) @ frame.T).astype(np.float32), turned) for centre in at)


def _circle(radius: float) -> NDArray[np.float64]:
    angle = np.arange(_ROUND) / _ROUND * 2 * np.pi
    return radius * np.stack([np.cos(angle), np.sin(angle)], -1)
