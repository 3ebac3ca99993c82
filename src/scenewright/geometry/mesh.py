"""Triangle meshes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mesh"]


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh; faces wind counter-clockwise seen from outside."""

    vertices_m: NDArray[np.float32]
    """Positions [m], shape (n, 3)."""
    faces: NDArray[np.uint32]
    """Vertex indices, shape (m, 3)."""
    uv: NDArray[np.float32] | None = None
    """Texture coordinates, shape (n, 2), v up; None where the material has no texture."""

    def __post_init__(self) -> None:
        """Lists and other types of numbers are converted. Raises `ValueError` for other shapes."""
        wanted = (("vertices_m", np.float32, 3), ("faces", np.uint32, 3), ("uv", np.float32, 2))
        for name, kind, columns in wanted:
            given = getattr(self, name)
            if given is None and name == "uv":
                continue
            array = np.asarray(given, dtype=kind)
            if array.ndim != 2 or array.shape[1] != columns:
                raise ValueError(f"Mesh: expected {name} of shape (n, {columns}), found {array.shape}")
            if array is not given:
                object.__setattr__(self, name, array)
        if self.uv is not None and len(self.uv) != len(self.vertices_m):
            raise ValueError(
                f"Mesh: expected a uv for each of {len(self.vertices_m)} vertices, found {len(self.uv)}"
            )

    def moved(self, matrix: NDArray[np.float64]) -> Mesh:
        """The mesh after an affine (4, 4) transform."""
        vertices = self.vertices_m @ matrix[:3, :3].T.astype(np.float32) + matrix[:3, 3].astype(np.float32)
        return Mesh(vertices.astype(np.float32), self.faces, self.uv)

    @staticmethod
    def joined(meshes: Iterable[Mesh]) -> Mesh:
        """One mesh out of several. Texture coordinates are kept when every part has them."""
        parts = list(meshes)
        offsets = np.cumsum([0] + [len(part.vertices_m) for part in parts[:-1]])
        textured = all(part.uv is not None for part in parts)
        return Mesh(
            np.concatenate([part.vertices_m for part in parts]),
            np.concatenate(
                [part.faces + np.uint32(offset) for part, offset in zip(parts, offsets, strict=True)]
            ),
            np.concatenate([part.uv for part in parts if part.uv is not None]) if textured else None,
        )
