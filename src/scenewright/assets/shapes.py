"""Procedural meshes: boxes with bevelled edges, tubes, discs, visors, prisms, blobs."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry.mesh import Mesh

__all__ = ["bevelled_box", "blob", "dome", "quad", "rod", "rods", "visor"]


def _mesh(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], uv: NDArray[np.float64] | None = None
) -> Mesh:
    return Mesh(
        np.ascontiguousarray(vertices, dtype=np.float32),
        np.ascontiguousarray(faces, dtype=np.uint32),
        None if uv is None else np.ascontiguousarray(uv, dtype=np.float32),
    )


def _grid_faces(rows: int, columns: int) -> NDArray[np.int64]:
    """Two triangles a cell of a (rows, columns) vertex grid."""
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def quad(width_m: float, height_m: float) -> Mesh:
    """A rectangle in the x-z plane, centred, facing -y, with texture coordinates."""
    x, z = width_m / 2, height_m / 2
    vertices = np.array([[-x, 0, -z], [x, 0, -z], [x, 0, z], [-x, 0, z]])
    return _mesh(vertices, np.array([[0, 1, 2], [0, 2, 3]]), np.array([[0, 0], [1, 0], [1, 1], [0, 1]]))


def bevelled_box(size_m: tuple[float, float, float], bevel_m: float) -> Mesh:
    """A box with its upright edges cut at 45 degrees and its front rim set back; front is -y, centred."""
    x, y, z = (s / 2 for s in size_m)
    b = bevel_m
    outline = np.array(
        [
            [-x + b, -z],
            [x - b, -z],
            [x, -z + b],
            [x, z - b],
            [x - b, z],
            [-x + b, z],
            [-x, z - b],
            [-x, -z + b],
        ]
    )
    inner = outline * [(x - b) / x, (z - b) / z]
    rings = [(inner, -y), (outline, -y + b), (outline, y)]
    vertices = np.concatenate([np.column_stack([o[:, 0], np.full(8, d), o[:, 1]]) for o, d in rings])
    faces = []
    for ring in range(2):
        for i in range(8):
            a, c = ring * 8 + i, ring * 8 + (i + 1) % 8
            faces += [[a, a + 8, c + 8], [a, c + 8, c]]
    faces += [[0, i, i + 1] for i in range(1, 7)]
    faces += [[16, 16 + i + 1, 16 + i] for i in range(1, 7)]
    return _mesh(vertices, np.array(faces))


@cache
def dome(radius_m: float, bulge_m: float, rings: int = 4, segments: int = 20) -> Mesh:
    """A lens: a shallow paraboloid facing -y with its rim at y = 0; texture coordinates span the disc."""
    r = np.linspace(0, 1, rings + 1)[1:, None]
    angle = np.linspace(0, 2 * np.pi, segments, endpoint=False)[None, :]
    x, z = r * np.cos(angle), r * np.sin(angle)
    y = np.broadcast_to(-(1 - r**2), x.shape)
    points = np.stack([x * radius_m, y * bulge_m, z * radius_m], -1).reshape(-1, 3)
    vertices = np.concatenate([[[0.0, -bulge_m, 0.0]], points])
    uv = np.concatenate([[[0.5, 0.5]], 0.5 + 0.5 * np.stack([x, z], -1).reshape(-1, 2)])
    step = np.arange(segments)
    after = (step + 1) % segments
    faces = [np.stack([np.zeros_like(step), 1 + step, 1 + after], -1)]
    for ring in range(rings - 1):
        a, c = 1 + ring * segments + step, 1 + ring * segments + after
        faces += [np.stack([a, a + segments, c + segments], -1), np.stack([a, c + segments, c], -1)]
    return _mesh(vertices, np.concatenate(faces), uv)


@cache
def visor(
    radius_m: float, length_m: float, *, kind: str, thickness_m: float = 0.004, segments: int = 24
) -> Mesh:
    """A lamp's visor on the -y side of the lens plane.

    `tunnel` is open at the bottom, `cap` covers the upper half and is cut back to the sides, `cutaway`
    is longer above than below all round, `full` is a whole tube (MUTCD and ITE shapes). Thickness 0
    leaves a single sheet.
    """
    opening = {"tunnel": 0.28, "cap": 0.5, "cutaway": 0.0, "full": 0.0}[kind]
    angle = np.linspace(-np.pi / 2 + np.pi * opening, 1.5 * np.pi - np.pi * opening, segments + 1)
    height = (np.sin(angle) + 1) / 2
    reach = {
        "tunnel": 0.55 + 0.45 * height,
        "cap": np.clip(np.sin(angle), 0, 1) ** 0.7 * 0.9 + 0.1,
        "cutaway": 0.25 + 0.75 * height**1.5,
        "full": 0.8 + 0.2 * height,
    }[kind] * length_m
    outer, inner = radius_m + thickness_m, radius_m
    profile = [(outer, 0 * reach), (outer, -reach)]
    if thickness_m > 0:
        profile += [(inner, -reach), (inner, 0 * reach)]
    rings = [np.column_stack([r * np.cos(angle), y, r * np.sin(angle)]) for r, y in profile]
    return _mesh(np.concatenate(rings), _grid_faces(len(rings), segments + 1))


@cache
def _prism(segments: int) -> tuple[NDArray[np.float64], NDArray[np.uint32]]:
    angle = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    i = np.arange(segments)
    j = (i + 1) % segments
    cap = np.stack([np.zeros(segments - 2, int), np.arange(1, segments - 1), np.arange(2, segments)], -1)
    sides = [np.stack([i, i + segments, j + segments], -1), np.stack([i, j + segments, j], -1)]
    faces = np.concatenate([*sides, cap, cap[:, ::-1] + segments]).astype(np.uint32)
    return np.stack([np.cos(angle), np.sin(angle)], -1), faces


def rods(
    starts_m: NDArray[np.float64],
    ends_m: NDArray[np.float64],
    radii_m: NDArray[np.float64],
    segments: int = 6,
) -> Mesh:
    """Closed prisms between pairs of points, shapes (n, 3), (n, 3), (n,): poles, arms, wires, branches."""
    axis = ends_m - starts_m
    axis = axis / np.sqrt((axis**2).sum(axis=1, keepdims=True))
    x, y, z = axis.T
    zero = np.zeros_like(x)
    steep = (np.abs(z) > 0.9)[:, None]
    side = np.where(steep, np.stack([zero, z, -y], -1), np.stack([y, -x, zero], -1))
    side /= np.sqrt((side**2).sum(axis=1, keepdims=True))
    sx, sy, sz = side.T
    up = np.stack([sy * z - sz * y, sz * x - sx * z, sx * y - sy * x], -1)
    circle, prism = _prism(segments)
    ring = radii_m[:, None, None] * (circle[:, :1] * side[:, None, :] + circle[:, 1:] * up[:, None, :])
    vertices = np.concatenate([starts_m[:, None, :] + ring, ends_m[:, None, :] + ring], axis=1).reshape(-1, 3)
    faces = prism[None] + (np.arange(len(starts_m), dtype=np.uint32) * (2 * segments))[:, None, None]
    return Mesh(vertices.astype(np.float32), np.ascontiguousarray(faces.reshape(-1, 3)))


def rod(start_m: NDArray[np.float64], end_m: NDArray[np.float64], radius_m: float, segments: int = 6) -> Mesh:
    """One closed prism between two points."""
    return rods(
        np.asarray(start_m)[None] * 1.0, np.asarray(end_m)[None] * 1.0, np.array([radius_m]), segments
    )


@cache
def _unit_blob(
    rows: int = 6, columns: int = 8
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    polar = np.linspace(0, np.pi, rows)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, columns)[None, :]
    points = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar) + 0 * azimuth], -1
    ).reshape(-1, 3)
    uv = np.stack(np.broadcast_arrays(azimuth / (2 * np.pi), 1 - polar / np.pi), -1).reshape(-1, 2)
    return points, _grid_faces(rows, columns)[:, ::-1], uv


def blob(
    centre_m: NDArray[np.float64],
    radius_m: NDArray[np.float64],
    rng: np.random.Generator,
    ruggedness: float = 0.25,
) -> Mesh:
    """A rough ball: a clump of leaves. `radius_m` holds the three half-axes [m]."""
    points, faces, uv = _unit_blob()
    rough = 1 + ruggedness * rng.normal(size=len(points)).clip(-2, 2)
    return _mesh(points * rough[:, None] * radius_m + centre_m, faces, uv)
