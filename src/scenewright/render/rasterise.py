"""Which pixel centres a few meshes cover when nothing else is there, and how far away: in plain numpy.

For the few hundred triangles of one instance this takes a third of the time of a renderer's own pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Mesh, project
from scenewright.scene import Camera, Crop

__all__ = ["length_per_depth", "rasterise"]


def rasterise(
    groups: Sequence[Sequence[Mesh]], camera: Camera, wanted: Callable[[int, Crop], bool]
) -> list[tuple[Crop, NDArray[np.float64]] | None]:
    """Each group of meshes by itself: its window [px], and in it the length [m] of the ray through each pixel
    centre to the group's first hit, shape (h, w), infinite without one.

    None for a group that reaches behind the camera, or whose number and window are not `wanted`. Pixel
    centres on an edge belong to both triangles, so that no crack opens between them.
    """
    meshes = [mesh for group in groups for mesh in group]
    if not meshes:
        return [None] * len(groups)
    owner = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    points = np.concatenate([mesh.vertices_m for mesh in meshes]).astype(np.float64)
    starts = np.cumsum([0] + [len(mesh.vertices_m) for mesh in meshes])
    faces = [mesh.faces.astype(np.int64) + start for mesh, start in zip(meshes, starts, strict=False)]
    seen = project(points, camera.world_from_camera, camera.intrinsics)
    windows: list[Crop | None] = []
    kept: list[NDArray[np.int64]] = []
    first = np.zeros((len(groups), 2))
    size = np.zeros((len(groups), 2), dtype=np.int64)
    for number in range(len(groups)):
        mine = np.nonzero(owner == number)[0]
        window = _window(seen[starts[mine[0]] : starts[mine[-1] + 1], :2]) if len(mine) else None
        if window is None or not wanted(number, window):
            windows.append(None)
            continue
        windows.append(window)
        kept.append(np.full(sum(len(faces[m]) for m in mine), number))
        first[number] = window.x_px + 0.5, window.y_px + 0.5
        size[number] = window.width_px, window.height_px
    if not kept:
        return [None] * len(groups)
    group = np.concatenate(kept)
    chosen = [faces[m] for m, number in enumerate(owner) if windows[number] is not None]
    corners = seen[np.concatenate(chosen)]
    # From here in units where the first pixel centre of the group's window is (0, 0).
    corners[..., :2] -= first[group][:, None]
    face, x, y = _candidates(corners, size[group])
    inverse_z = _inside(corners, face, x, y)
    base = np.concatenate([[0], np.cumsum(size[:, 0] * size[:, 1])])
    hit = inverse_z > 0
    place = base[group][face[hit]] + y[hit] * size[group, 0][face[hit]] + x[hit]
    nearest = np.zeros(base[-1])
    np.maximum.at(nearest, place, inverse_z[hit])
    with np.errstate(divide="ignore"):
        depth = 1 / nearest
    return [
        None
        if window is None
        else (
            window,
            depth[base[i] : base[i + 1]].reshape(window.height_px, window.width_px)
            * length_per_depth(camera, window),
        )
        for i, window in enumerate(windows)
    ]


def _window(seen_px: NDArray[np.float64]) -> Crop | None:
    """Smallest window that holds all pixel centres which the points can span; None behind the camera."""
    columns = np.ascontiguousarray(seen_px.T)
    low, high = columns.min(axis=1), columns.max(axis=1)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        return None
    x, y = int(np.floor(low[0])), int(np.floor(low[1]))
    width, height = int(np.ceil(high[0])) - x, int(np.ceil(high[1])) - y
    return Crop(x_px=x, y_px=y, width_px=max(width, 1), height_px=max(height, 1))


def _candidates(
    corners: NDArray[np.float64], size: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of a triangle and a pixel centre in its bounds: face, x, y, shape (pairs,) each.

    `size` has the width and height of each triangle's window, shape (faces, 2).
    """
    # Much faster than `min(axis=1)` over an axis of three.
    a, b, c = corners[:, 0, :2], corners[:, 1, :2], corners[:, 2, :2]
    low = np.maximum(np.ceil(np.minimum(np.minimum(a, b), c)), 0).astype(np.int64)
    high = np.minimum(np.floor(np.maximum(np.maximum(a, b), c)).astype(np.int64), size - 1)
    extent = np.maximum(high - low + 1, 0)
    counts = extent[:, 0] * extent[:, 1]
    face = np.repeat(np.arange(len(corners)), counts)
    place = np.arange(len(face)) - np.repeat(np.cumsum(counts) - counts, counts)
    columns = extent[face, 0]
    return face, low[face, 0] + place % columns, low[face, 1] + place // columns


def _inside(
    corners: NDArray[np.float64], face: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]
) -> NDArray[np.float64]:
    """1 / z at each pair, which is linear over the image; 0 where the centre is outside the triangle."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corners.transpose(1, 2, 0)
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    flat = np.abs(area) < 1e-12
    scale = 1 / np.where(flat, 1.0, area)
    # Barycentric coordinates of b (v) and c (w): linear in the pixel, 0 at a.
    v_x, v_y = (cy - ay) * scale, (ax - cx) * scale
    w_x, w_y = (ay - by) * scale, (bx - ax) * scale
    v_at = (-ax * v_x - ay * v_y)[face] + v_x[face] * x + v_y[face] * y
    w_at = (-ax * w_x - ay * w_y)[face] + w_x[face] * x + w_y[face] * y
    inside = (v_at >= -1e-9) & (w_at >= -1e-9) & (v_at + w_at <= 1 + 1e-9) & ~flat[face]
    a, b, c = 1 / az, 1 / bz, 1 / cz
    return np.where(inside, a[face] + v_at * (b - a)[face] + w_at * (c - a)[face], 0.0)


def length_per_depth(camera: Camera, window: Crop) -> NDArray[np.float64]:
    """Ray length per unit of z at each pixel centre of the window, shape (h, w)."""
    k = camera.intrinsics
    x = (np.arange(window.width_px) + window.x_px + 0.5 - k.cx_px) / k.focal_px
    y = (np.arange(window.height_px) + window.y_px + 0.5 - k.cy_px) / k.focal_px
    length: NDArray[np.float64] = np.sqrt(1 + x[None, :] ** 2 + y[:, None] ** 2)
    return length
