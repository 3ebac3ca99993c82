"""What stands beside a road, behind its signs: a wood's edge or hedge, a bank of grass, parked cars."""

from __future__ import annotations

import numpy as np

from scenewright.assets.shapes import bevelled_box, blob, quad
from scenewright.assets.textures import foliage, value_noise
from scenewright.geometry import Mesh, rotation_xyz, translation
from scenewright.scene import Body, Material, Texture

__all__ = ["bank", "wood"]

_LEAVES = ((0.07, 0.1, 0.035), (0.04, 0.055, 0.03), (0.15, 0.1, 0.045), (0.09, 0.077, 0.058))
"""Summer, firs, autumn, winter's twigs; linear albedo."""
_SIDE_PX = 96


def wood(sight_slope: float, height_m: float, rng: np.random.Generator) -> list[Body]:
    """A wall of leaves with dark depths; its upper edge is seen now and then.

    `sight_slope` is the rise of the line of sight per metre beyond the sign, `height_m` the sign's.
    """
    away = float(np.exp(rng.uniform(np.log(2.5), np.log(45))))
    sight = height_m + sight_slope * away
    reach = 0.35 * (away + 15)
    top = sight + (rng.uniform(-0.3, 0.6) if rng.random() < 0.25 else rng.uniform(0.6, 2.0)) * reach
    color = np.asarray(_LEAVES[int(rng.choice(4, p=[0.35, 0.2, 0.2, 0.25]))]) * np.exp(rng.normal(0, 0.3))
    depth = np.clip(0.65 + 1.1 * value_noise((_SIDE_PX, _SIDE_PX), 6, rng), 0.04, 1.8)[..., None]
    leaves = foliage(rng, (float(color[0]), float(color[1]), float(color[2])), _SIDE_PX) * depth
    wide = 4.0 * reach
    wall = quad(wide, max(top, 0.5) + 2).moved(translation([0, away, max(top, 0.5) / 2 - 1]))
    tile = rng.uniform(0.12, 0.5) * reach
    uv = np.zeros((4, 2), np.float32) if wall.uv is None else wall.uv
    mesh = Mesh(wall.vertices_m, wall.faces, (uv * [wide / tile, (top + 2) / tile]).astype(np.float32))
    bodies = [Body(name="wood", mesh=mesh, material=Material(base_color=Texture(leaves.astype(np.float32))))]
    clumps = []
    for _ in range(int(rng.integers(6, 22))):
        at = np.array([rng.normal(0, 0.6 * reach), away - rng.uniform(0, 0.15) * reach, 0.0])
        at[2] = min(sight + rng.normal(0, 0.45) * reach, top)
        clumps.append(blob(at, rng.uniform(0.05, 0.3, 3) * reach, rng, 0.35))
    near = Material(base_color=Texture(foliage(rng, (float(color[0]), float(color[1]), float(color[2])), 48)))
    return [*bodies, Body(name="bushes", mesh=Mesh.joined(clumps), material=near)]


def bank(sight_slope: float, height_m: float, rng: np.random.Generator) -> list[Body]:
    """Ground that rises behind the sign, and now and then a parked car or van on it."""
    away = float(np.exp(rng.uniform(np.log(3), np.log(25))))
    sight = height_m + sight_slope * away
    grass = np.array([0.1, 0.115, 0.055]) if rng.random() < 0.7 else np.full(3, rng.uniform(0.08, 0.3))
    rough = np.clip(1 + 0.5 * value_noise((64, 64), 6, rng), 0.2, 2)[..., None]
    texture = np.clip(
        foliage(rng, (float(grass[0]), float(grass[1]), float(grass[2])), 64) + grass * rough, 0, 0.9
    )
    slope = quad(60, 14).moved(
        translation([0, away + 5, sight - 5 + rng.uniform(-0.6, 1.2)])
        @ rotation_xyz(x_rad=-rng.uniform(0.2, 1.0))
    )
    uv = np.zeros((4, 2), np.float32) if slope.uv is None else slope.uv
    mesh = Mesh(slope.vertices_m, slope.faces, (uv * [20, 5]).astype(np.float32))
    bodies = [
        Body(
            name="bank", mesh=mesh, material=Material(base_color=Texture((0.5 * texture).astype(np.float32)))
        )
    ]
    for number in range(int(rng.integers(0, 3))):
        size = (rng.uniform(1.7, 5), rng.uniform(1.6, 2), rng.uniform(1.3, 2.6))
        at = [rng.uniform(-4, 4), rng.uniform(1.8, away), sight - rng.uniform(0.2, 1.6)]
        paint = (
            rng.beta(0.5, 1.2, 3) * 0.8 if rng.random() < 0.4 else np.full(3, np.exp(rng.uniform(-4, -0.3)))
        )
        car = bevelled_box(size, 0.25).moved(translation(at) @ rotation_xyz(z_rad=rng.uniform(0, np.pi)))
        color = (float(paint[0]), float(paint[1]), float(paint[2]))
        bodies.append(
            Body(
                name=f"car_{number}", mesh=car, material=Material(base_color=color, gloss=0.8, roughness=0.1)
            )
        )
    return bodies
