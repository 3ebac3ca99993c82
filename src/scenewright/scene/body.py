"""Bodies: a mesh with a material, and what it is for the labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Mesh

__all__ = ["Body", "Emission", "Material", "Texture"]

Rgb = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Texture:
    """A linear-light RGB image on a mesh's texture coordinates, repeated beyond [0, 1]."""

    pixels: NDArray[np.float32]
    """Linear RGB, shape (h, w, 3); row 0 is the top (v = 1)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """Surface appearance: a rough dielectric coat (IOR 1.5) over a diffuse base."""

    base_color: Rgb | Texture
    """Diffuse albedo, linear sRGB primaries, 0 to 1."""
    gloss: float = 0.0
    """0: diffuse only. Above: strength of the coat's reflection, 0 to 1."""
    roughness: float = 0.4
    """GGX alpha of the coat."""


@dataclass(frozen=True, eq=False)
class Emission:
    """Diffuse emission of a surface."""

    radiance: Rgb | Texture
    """Linear RGB radiance, relative to a white diffuse surface in the scene's reference light."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Body:
    """One visible thing, in world coordinates."""

    name: str
    mesh: Mesh
    material: Material
    emission: Emission | None = None
    instance_id: int = 0
    """Labelled instance that the body belongs to; 0 for the unlabelled rest."""
