"""An orange golf ball of 43 mm."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets import solids
from scenewright.geometry import Mesh
from scenewright.scene import Body, Material, Texture

__all__ = ["RADIUS_M", "ball_body", "ball_mesh"]

RADIUS_M = 0.0215
_ROWS, _COLUMNS = 64, 128


@cache
def ball_mesh() -> Mesh:
    """The ball around its middle."""
    return solids.ball([0, 0, 0], RADIUS_M, 17, 33)


def ball_body(
    number: int, world_from_ball: NDArray[np.float64], redness: float, rng: np.random.Generator
) -> Body:
    """A ball at a pose; `redness` goes from orange (0) to nearly red (1)."""
    orange, red = np.array([0.8, 0.21, 0.02]), np.array([0.66, 0.035, 0.014])
    color = (orange + redness * (red - orange)) * rng.uniform(0.8, 1.0)
    skin = np.ascontiguousarray(_dimples()[..., None] * color.astype(np.float32))
    if rng.random() < 0.4:  # the maker's print
        at = (int(rng.integers(20, 108)), int(rng.integers(20, 44)))
        cv2.ellipse(skin, at, (int(rng.integers(3, 9)), 2), 0, 0, 360, (0.03, 0.03, 0.03), -1)
    dirt = cv2.resize(rng.normal(0, 1, (5, 9)).astype(np.float32), (_COLUMNS, _ROWS))[..., None]
    skin = skin * (1 - 0.12 * np.clip(dirt, 0, 2))
    material = Material(
        base_color=Texture(np.clip(skin, 0.004, 0.95).astype(np.float32)),
        gloss=float(rng.uniform(0.1, 0.8)),
        roughness=float(rng.uniform(0.15, 0.4)),
    )
    return Body(
        name=f"ball_{number}",
        mesh=ball_mesh().moved(world_from_ball),
        material=material,
        instance_id=number,
    )


@cache
def _dimples() -> NDArray[np.float32]:
    """Shade of staggered dimples, fewer in a row towards the poles."""
    shade = np.ones((_ROWS, _COLUMNS), dtype=np.float32)
    for row in range(3, _ROWS, 6):
        ring = np.sin(np.pi * (row + 0.5) / _ROWS)
        count = max(3, int(24 * ring))
        for step in range(count):
            x = int((step + 0.5 * (row // 6 % 2)) * _COLUMNS / count)
            cv2.ellipse(shade, (x, row), (max(1, int(2 / ring)), 2), 0, 0, 360, 0.84, -1)
            cv2.ellipse(shade, (x, row - 1), (max(1, int(1 / ring)), 1), 0, 0, 360, 1.0, -1)
    return cv2.GaussianBlur(shade, (3, 3), 0.7)
