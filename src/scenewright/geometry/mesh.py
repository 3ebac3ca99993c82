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
    normals: NDArray[np.float32] | None = None
    """Unit normals of a round surface at its vertices, shape (n, 3); None where faces are flat."""

    def __post_init__(self) -> None:
        """Lists and other types of numbers are converted. Raises `ValueError` for other shapes."""
        optional = (("uv", np.float32, 2), ("normals", np.float32, 3))
        for name, kind, columns in (("vertices_m", np.float32, 3), ("faces", np.uint32, 3), *optional):
            given = getattr(self, name)
            if given is None and name in ("uv", "normals"):
                continue
            array = np.asarray(given, dtype=kind)
            if array.ndim != 2 or array.shape[1] != columns:
                raise ValueError(f"Mesh: expected {name} of shape (n, {columns}), found {array.shape}")
            if array is not given:
                object.__setattr__(self, name, array)
        for name, _, _ in optional:
            given = getattr(self, name)
            if given is not None and len(given) != len(self.vertices_m):
                raise ValueError(
                    f"Mesh: expected {name} for each of {len(self.vertices_m)} vertices, found {len(given)}"
                )

    def moved(self, matrix: NDArray[np.float64]) -> Mesh:
        """The mesh after an affine (4, 4) transform."""
        vertices = self.vertices_m @ matrix[:3, :3].T.astype(np.float32) + matrix[:3, 3].astype(np.float32)
        normals = None if self.normals is None else _turned(self.normals, matrix[:3, :3])
        return Mesh(vertices.astype(np.float32), self.faces, self.uv, normals)

    @staticmethod
    def joined(meshes: Iterable[Mesh]) -> Mesh:
        """One mesh out of several. Texture coordinates and normals are kept when every part has them."""
        parts = list(meshes)
        offsets = np.cumsum([0] + [len(part.vertices_m) for part in parts[:-1]])
        return Mesh(
            np.concatenate([part.vertices_m for part in parts]),
            np.concatenate(
                [part.faces + np.uint32(offset) for part, offset in zip(parts, offsets, strict=True)]
            ),
            _of_all([part.uv for part in parts]),
            _of_all([part.normals for part in parts]),
        )


def _of_all(arrays: list[NDArray[np.float32] | None]) -> NDArray[np.float32] | None:
    found = [array for array in arrays if array is not None]
    return np.concatenate(found) if len(found) == len(arrays) else None


def _turned(normals: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Normals after a linear transform of the points: by its inverse transposed."""
    turned = normals @ np.linalg.inv(matrix).astype(np.float32)
    return np.asarray(turned / np.sqrt((turned**2).sum(axis=1, keepdims=True)), dtype=np.float32)
