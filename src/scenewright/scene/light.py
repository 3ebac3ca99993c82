"""Natural light. Radiance is relative: a white diffuse surface facing the reference light has about 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sky", "Sun"]


@dataclass(frozen=True, eq=False)
class Sun:
    """The sun as a distant light."""

    direction: NDArray[np.float64]
    """Unit vector from the scene to the sun, world frame, shape (3,)."""
    irradiance: tuple[float, float, float]
    """Linear RGB irradiance on a surface that faces it."""


@dataclass(frozen=True, eq=False)
class Sky:
    """Everything at infinity, ground included, as an equirectangular map."""

    radiance: NDArray[np.float32]
    """Linear RGB, shape (h, w, 3). Row 0 is the zenith, the last row the nadir; column 0 looks along
    world +x and azimuth grows counter-clockwise (towards +y)."""
