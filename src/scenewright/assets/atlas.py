"""Many small images in one texture: a crowd is one mesh with one material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.geometry.mesh import Mesh

__all__ = ["bake", "into_region"]

Image = NDArray[np.float32]


def into_region(mesh: Mesh, region: tuple[float, float, float, float]) -> Mesh:
    """The mesh with its unit square of texture moved to (u low, v low, u high, v high)."""
    if mesh.uv is None:
        raise ValueError("into_region: expected a mesh with texture coordinates")
    low, high = np.array(region[:2], dtype=np.float32), np.array(region[2:], dtype=np.float32)
    return replace(mesh, uv=low + mesh.uv * (high - low))


def bake(parts: Sequence[tuple[Mesh, NDArray[np.floating]]], cell_px: int = 32) -> tuple[Mesh, Image]:
    """One mesh and its texture out of meshes with an image each; a colour, shape (3,), is an image too.

    Each image fills a square cell. Texture coordinates keep off the cell's rim, so that nothing bleeds in.
    """
    side = int(np.ceil(np.sqrt(len(parts))))
    atlas = np.zeros((side * cell_px, side * cell_px, 3), dtype=np.float32)
    meshes = []
    inset = 1.0 / (side * cell_px)
    for number, (mesh, image) in enumerate(parts):
        row, column = divmod(number, side)
        flat = image.ndim == 1
        fill = image if flat else cv2.resize(image.astype(np.float32), (cell_px, cell_px))
        atlas[row * cell_px : (row + 1) * cell_px, column * cell_px : (column + 1) * cell_px] = fill
        low_u, high_v = column / side, 1 - row / side
        region = (low_u + inset, high_v - 1 / side + inset, low_u + 1 / side - inset, high_v - inset)
        meshes.append(into_region(mesh, region))
    return Mesh.joined(meshes), np.clip(atlas, 0.003, 0.95)
