"""What carries the head: pole with brackets, mast arm, or span wire with hangers. Returned in metal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.shapes import rod
from scenewright.geometry import Mesh
from scenewright.scene import Body, Material
from scenewright.worlds.traffic_light.head import HeadSize

__all__ = ["mounting_bodies"]


def _point(x: float, y: float, z: float) -> NDArray[np.float64]:
    return np.array([x, y, z], dtype=np.float64)


def mounting_bodies(
    sample: Mapping[str, object], size: HeadSize, height_m: float, rng: np.random.Generator
) -> list[Body]:
    """Bodies around a head whose centre stands at (0, 0, height_m), unlabelled."""
    kind, half, depth = sample["mounting"], size.section * 1.5, size.depth
    side = float(rng.choice([-1.0, 1.0]))
    grey = float(rng.uniform(0.05, 0.3))
    parts: list[Mesh]
    if kind == "pole":
        offset = side * (size.section / 2 + rng.uniform(0.12, 0.3))
        behind = depth + rng.uniform(0.0, 0.15)
        x, y = (offset, depth / 2) if rng.random() < 0.6 else (0.0, behind + 0.1)
        radius = rng.uniform(0.045, 0.09)
        parts = [rod(_point(x, y, 0), _point(x, y, height_m + half + rng.uniform(0.05, 0.6)), radius, 10)]
        for z in (height_m - half * 0.95, height_m + half * 0.95):
            parts.append(rod(_point(0, depth / 2, z), _point(x, y, z), 0.022))
    elif kind == "mast_arm":
        z = height_m + float(rng.choice([0.0, 0.0, half * 0.5, -half * 0.3])) + rng.normal(0, 0.05)
        y, radius = depth + 0.1, rng.uniform(0.05, 0.1)
        rise = rng.normal(0, 0.25)
        reach = rng.uniform(1.0, 5.0)
        parts = [
            rod(_point(-side * reach, y, z - rise * reach / 6), _point(side * 6, y, z + rise), radius, 10),
            rod(_point(side * 6, y, 0), _point(side * 6, y, z + 1.5), radius * 1.5, 10),
            rod(_point(0, depth / 2, height_m), _point(0, y, z), 0.03),
        ]
    else:
        top = height_m + half + rng.uniform(0.1, 0.5)
        sag = rng.uniform(0.0, 0.08)
        parts = [
            rod(_point(0, depth / 2, height_m + half), _point(0, depth / 2, top), 0.02),
            rod(_point(-9, depth / 2, top + 9 * sag), _point(0, depth / 2, top), 0.012, 5),
            rod(_point(9, depth / 2, top + 9 * sag), _point(0, depth / 2, top), 0.012, 5),
        ]
        if rng.random() < 0.4:
            low = height_m - half
            parts.append(rod(_point(-9, depth / 2, low + 0.1), _point(9, depth / 2, low - 0.1), 0.008, 4))
    metal = Material(base_color=(grey, grey, grey * 0.98), gloss=0.3, roughness=0.4)
    return [Body(name="mounting", mesh=Mesh.joined(parts), material=metal)]
