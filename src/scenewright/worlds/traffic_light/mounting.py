"""What carries the head: pole with brackets, mast arm, or span wire with hangers. Returned in metal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenewright.assets.shapes import rods
from scenewright.scene import Body, Material
from scenewright.worlds.traffic_light.head import HeadSize

__all__ = ["mounting_bodies"]


def mounting_bodies(
    sample: Mapping[str, object], size: HeadSize, height_m: float, rng: np.random.Generator
) -> list[Body]:
    """Bodies around a head whose centre stands at (0, 0, height_m), unlabelled."""
    kind, half, depth = sample["mounting"], size.section * 1.5, size.depth
    side = float(rng.choice([-1.0, 1.0]))
    grey = float(rng.uniform(0.05, 0.3))
    start, end, radius = [], [], []

    def rod(a: tuple[float, float, float], b: tuple[float, float, float], radius_m: float) -> None:
        start.append(a)
        end.append(b)
        radius.append(radius_m)

    if kind == "pole":
        offset = side * (size.section / 2 + rng.uniform(0.12, 0.3))
        behind = depth + rng.uniform(0.0, 0.15)
        x, y = (offset, depth / 2) if rng.random() < 0.6 else (0.0, behind + 0.1)
        rod((x, y, 0), (x, y, height_m + half + rng.uniform(0.05, 0.6)), rng.uniform(0.045, 0.09))
        for z in (height_m - half * 0.95, height_m + half * 0.95):
            rod((0, depth / 2, z), (x, y, z), 0.022)
    elif kind == "mast_arm":
        z = height_m + float(rng.choice([0.0, 0.0, half * 0.5, -half * 0.3])) + rng.normal(0, 0.05)
        y, thick = depth + 0.1, rng.uniform(0.05, 0.1)
        rise = rng.normal(0, 0.25)
        reach = rng.uniform(1.0, 5.0)
        rod((-side * reach, y, z - rise * reach / 6), (side * 6, y, z + rise), thick)
        rod((side * 6, y, 0), (side * 6, y, z + 1.5), thick * 1.5)
        rod((0, depth / 2, height_m), (0, y, z), 0.03)
    else:
        top = height_m + half + rng.uniform(0.1, 0.5)
        sag = rng.uniform(0.0, 0.08)
        rod((0, depth / 2, height_m + half), (0, depth / 2, top), 0.02)
        rod((-9, depth / 2, top + 9 * sag), (0, depth / 2, top), 0.012)
        rod((9, depth / 2, top + 9 * sag), (0, depth / 2, top), 0.012)
        if rng.random() < 0.4:
            low = height_m - half
            rod((-9, depth / 2, low + 0.1), (9, depth / 2, low - 0.1), 0.008)
    metal = Material(base_color=(grey, grey, grey * 0.98), gloss=0.3, roughness=0.4)
    return [
        Body(
            name="mounting",
            mesh=rods(np.array(start, float), np.array(end, float), np.array(radius), 9),
            material=metal,
        )
    ]
