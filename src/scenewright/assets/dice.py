"""A six-sided die: rounded edges and corners, pips as engraved dents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Mesh
from scenewright.geometry.normals import round_normals

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
_ARC, _ROUND = 4, 16
"""Cells along half an edge's rounding, and points around a pip."""
_CELLS = 6
"""Cells along a flat side: two for each of the 3 x 3 tiles, of which each may have a pip in its middle."""
_WIDE = _CELLS + 2 * _ARC + 1
"""Grid points along a face."""


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
    rim: float = 0.0
    """How far a pip's edge lies below the face: the face sinks softly towards worn dents, 0 to 0.05."""
    crown: float = 0.0
    """How far the middle of an edge lies below a face's: faces of tumbled dice are domed, 0 to 0.15."""

    def __post_init__(self) -> None:
        if not self.pip_spacing + self.pip_radius < 1 - self.rounding:
            raise ValueError(
                f"DieShape: expected pips inside the flat of a face, below {1 - self.rounding:.3g}, "
                f"found {self.pip_spacing + self.pip_radius:.3g}"
            )
        if not self.pip_spacing > 2 * self.pip_radius:
            raise ValueError(
                f"DieShape: expected pips that are apart, a spacing above {2 * self.pip_radius:.3g}, "
                f"found {self.pip_spacing:.3g}"
            )


def face_up(world_from_die: NDArray[np.float64]) -> str:
    """Class of the face whose normal is nearest to the world's z."""
    heights = np.array([normal for _, normal in FACES]) @ world_from_die[2, :3]
    return FACES[int(heights.argmax())][0]


@lru_cache(maxsize=64)  # a set of one kind has one shape, a mixed one has many that nobody meets again
def die_meshes(shape: DieShape) -> tuple[Mesh, Mesh]:
    """Body and pips of a die that spans [-1, 1] on each axis, watertight together.

    Texture coordinates of the body: each face has a tile of an atlas of 3 x 2.
    """
    grid, circle = _grid(shape), _circle(shape.pip_radius)
    bodies, pips = [], []
    for number, frame in enumerate(_frames()):
        centres = np.array(_PIPS[number + 1], dtype=np.float64) * shape.pip_spacing
        holes = (centres[:, None] + circle).reshape(-1, 2)
        vertices = np.concatenate([grid, np.column_stack([holes, np.full(len(holes), 1 - shape.rim)])])
        tile = np.array([number % 3, number // 3])
        uv = ((vertices[:, :2] + 1) / 2 * 0.98 + 0.01 + tile) / [3, 2]
        bodies.append(Mesh(_domed(vertices @ frame.T, shape), _body_faces(number), uv.astype(np.float32)))
        dents, faces = _dents(centres, shape), _dent_faces(len(centres))
        pips.append(Mesh(_domed(dents @ frame.T, shape), faces))
    return _round(Mesh.joined(bodies)), _round(Mesh.joined(pips))


def _round(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices_m, mesh.faces, mesh.uv, round_normals(mesh.vertices_m, mesh.faces))


def _domed(points: NDArray[np.float64], shape: DieShape) -> NDArray[np.float32]:
    """Points drawn in towards the die's middle, the more the farther out they are: faces stay flat in their
    middle and bend down towards the edges, without a step anywhere.
    """
    beyond = ((points**2).sum(axis=1, keepdims=True) - 1) ** 2
    return np.asarray(points * (1 - shape.crown * beyond), np.float32)


@cache
def _frames() -> tuple[NDArray[np.float64], ...]:
    """Across, along and out of each face as columns, right-handed."""
    found = []
    for _, direction in FACES:
        normal = np.array(direction, dtype=np.float64)
        across = np.roll(normal, 1) * (1 if normal.sum() > 0 else -1)
        found.append(np.stack([across, np.cross(normal, across), normal], axis=1))
    return tuple(found)


def _grid(shape: DieShape) -> NDArray[np.float64]:
    """Points of a face on a grid that is bent over the edges, row after row, shape (_WIDE**2, 3).

    Its lines cut the flat into 3 x 3 tiles and go through the places of pips.
    """
    flat, place = 1 - shape.rounding, shape.pip_spacing
    over = flat + np.tan(np.linspace(0, np.pi / 4, _ARC + 1)[1:])
    lines = [-flat, -place, -place / 2, 0, place / 2, place, flat]
    steps = np.concatenate([-over[::-1], lines, over])
    x, y = np.meshgrid(steps, steps, indexing="ij")
    core = np.stack([np.clip(x, -flat, flat), np.clip(y, -flat, flat), np.full_like(x, flat)], -1)
    # The direction from the core's surface out: tan of the angle on either axis, 1 along the normal.
    out = np.stack([x - core[..., 0], y - core[..., 1], np.ones_like(x)], -1)
    points = core + shape.rounding * out / np.linalg.norm(out, axis=-1, keepdims=True)
    return np.asarray(points.reshape(-1, 3))


@cache
def _body_faces(number: int) -> NDArray[np.uint32]:
    """Triangles of a face: cells of the grid, and rings between the holes of pips and their tiles."""
    index = np.arange(_WIDE * _WIDE).reshape(_WIDE, _WIDE)
    plain = np.ones((_WIDE - 1, _WIDE - 1), dtype=bool)
    rings = []
    for pip, (x, y) in enumerate(_PIPS[number + 1]):
        row, column = _ARC + 2 * (int(x) + 1), _ARC + 2 * (int(y) + 1)
        plain[row : row + 2, column : column + 2] = False
        border = [index[row + a, column + b] for a, b in _AROUND]
        rings.append(_ring(np.array(border), _WIDE * _WIDE + pip * _ROUND + np.arange(_ROUND)))
    corners = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    a, b, c, d = (corner[plain] for corner in corners)
    cells = [np.stack([a, b, c], -1), np.stack([a, c, d], -1)]
    return np.concatenate([*cells, *rings]).astype(np.uint32)


_AROUND = ((2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0), (1, 0), (2, 0))
"""Grid points of a tile's border, counter-clockwise from the middle of its first side."""


def _ring(border: NDArray[np.int64], hole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Triangles between the 8 points of a tile's border and the 16 of its hole, each round from +x.

    Valid for each hole that is inside its tile: a point in the middle of a side sees the two nearest edges
    of the hole, a corner sees two as well.
    """
    found = []
    for side in range(8):
        one, two = border[side], border[(side + 1) % 8]
        first, second, third = hole[2 * side], hole[2 * side + 1], hole[(2 * side + 2) % _ROUND]
        found += [(one, second, first), (one, two, second), (two, third, second)]
    return np.array(found)


def _dents(centres: NDArray[np.float64], shape: DieShape) -> NDArray[np.float64]:
    """Points of a paraboloid dent at each pip, rims equal to the face's holes."""
    circle = _circle(shape.pip_radius)
    top = 1 - shape.rim
    heights = [top - shape.pip_depth * (1 - r**2) for r in (1.0, 0.6)]
    rings = [
        np.column_stack([circle * r, np.full(_ROUND, z)]) for r, z in zip((1.0, 0.6), heights, strict=True)
    ]
    dent = np.concatenate([*rings, [[0, 0, top - shape.pip_depth]]])
    at = np.column_stack([centres, np.zeros(len(centres))])
    return np.asarray((at[:, None] + dent).reshape(-1, 3))


@cache
def _dent_faces(count: int) -> NDArray[np.uint32]:
    """Triangles of some dents, one after the other."""
    step = np.arange(_ROUND)
    after = (step + 1) % _ROUND
    one = np.concatenate(
        [
            np.stack([step, after, _ROUND + after], -1),
            np.stack([step, _ROUND + after, _ROUND + step], -1),
            np.stack([_ROUND + step, _ROUND + after, np.full_like(step, 2 * _ROUND)], -1),
        ]
    )
    starts = np.arange(count) * (2 * _ROUND + 1)
    return np.concatenate([one + start for start in starts]).astype(np.uint32)


def _circle(radius: float) -> NDArray[np.float64]:
    angle = np.arange(_ROUND) / _ROUND * 2 * np.pi
    return radius * np.stack([np.cos(angle), np.sin(angle)], -1)
