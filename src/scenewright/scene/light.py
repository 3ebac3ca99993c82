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
    """From the scene to the sun, world frame, shape (3,); of any length when given, of length 1 here."""
    irradiance: tuple[float, float, float]
    """Linear RGB irradiance on a surface that faces it: pi gives a white one a radiance of 1."""

    def __post_init__(self) -> None:
        """Raises `ValueError` for a direction that is not three numbers, or 0."""
        direction = np.asarray(self.direction, dtype=np.float64)
        length = float(np.linalg.norm(direction)) if direction.shape == (3,) else 0.0
        if not (length > 0 and np.isfinite(length)):
            raise ValueError(
                f"Sun: expected a direction of three numbers, not all 0, found {self.direction!r}"
            )
        # Already of unit length it keeps its bits.
        same = abs(length - 1) < 1e-12
        object.__setattr__(self, "direction", direction if same else direction / length)


@dataclass(frozen=True, eq=False)
class Sky:
    """Everything at infinity, ground included, as an equirectangular map."""

    radiance: NDArray[np.float32]
    """Linear RGB, shape (h, w, 3). Row 0 is the zenith, the last row the nadir; column 0 looks along
    world +x and azimuth grows counter-clockwise (towards +y)."""
