"""What carries a sign, hangs beside it, and throws shadows on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenewright.assets.shapes import blob, quad, rods
from scenewright.assets.signs import SIGNS
from scenewright.assets.textures import foliage
from scenewright.geometry import Mesh, translation
from scenewright.scene import Body, Material, Sun, Texture
from scenewright.worlds.traffic_sign.finish import finish
from scenewright.worlds.traffic_sign.plate import plate_meshes

__all__ = ["leaf_shade", "mounting", "neighbours"]


def mounting(
    sample: Mapping[str, object], side_m: float, height_m: float, rng: np.random.Generator
) -> list[Body]:
    """Posts with clamps, a gantry, or the wall of a house."""
    kind = str(sample["mounting"])
    grey = float(rng.uniform(0.12, 0.45))
    metal = Material(base_color=(grey, grey, grey * 0.98), gloss=0.4, roughness=0.35)
    if kind == "wall":
        tone = float(np.exp(rng.uniform(np.log(0.08), np.log(0.7))))
        wall = quad(8, 8).moved(translation([rng.normal(0, 1), 0.06, height_m]))
        return [Body(name="wall", mesh=wall, material=Material(base_color=(tone, tone * 0.95, tone * 0.85)))]
    starts, ends, radii = [], [], []
    if kind == "gantry":
        z = height_m + rng.uniform(-0.2, 0.2) * side_m
        for offset in (-0.35, 0.35):
            starts.append([-9, 0.35, z + offset])
            ends.append([9, 0.35, z + offset])
            radii.append(rng.uniform(0.04, 0.1))
    else:
        posts = [0.0] if rng.random() < 0.85 else [-0.3 * side_m, 0.3 * side_m]
        top = height_m + side_m * rng.uniform(0.3, 0.75)
        for x in posts:
            starts.append([x, 0.045, 0])
            ends.append([x, 0.045, top])
            radii.append(rng.uniform(0.024, 0.042))
        for z in (-0.25, 0.25):
            starts.append([posts[0] - 0.07, 0.018, height_m + z * side_m])
            ends.append([posts[-1] + 0.07, 0.018, height_m + z * side_m])
            radii.append(0.012)
    mesh = rods(np.array(starts, float), np.array(ends, float), np.array(radii), 9)
    return [Body(name="mounting", mesh=mesh, material=metal)]


def neighbours(
    sample: Mapping[str, object], side_m: float, height_m: float, rng: np.random.Generator
) -> list[Body]:
    """Other signs on the same post, or a white panel below; not labelled."""
    bodies: list[Body] = []
    places = [-1.0, 1.0] if rng.random() < 0.5 else [1.0, -1.0]
    for number in range(int(str(sample["plates_beside"]))):
        z = height_m + places[number % 2] * side_m * rng.uniform(0.98, 1.12)
        if rng.random() < 0.35:
            wide, tall = side_m * rng.uniform(0.6, 1.0), side_m * rng.uniform(0.25, 0.6)
            z = height_m + places[number % 2] * (side_m / 2 + tall / 2 + rng.uniform(0.0, 0.08))
            look = np.full((32, 64, 3), 0.7, np.float32)
            look[[1, 2, -2, -3]] = 0.02
            for row in range(6, 26, int(rng.integers(6, 12))):
                first, last = sorted(rng.integers(6, 58, 2))
                look[row : row + 3, first:last] = 0.03
            panel = quad(wide, tall).moved(translation([0, 0.0, z]))
            bodies.append(
                Body(name=f"panel_{number}", mesh=panel, material=Material(base_color=Texture(look)))
            )
            continue
        sign = SIGNS[int(rng.integers(len(SIGNS)))]
        albedo, _ = finish(sign.class_id, int(rng.integers(len(sign.designs))), sample, rng)
        front, rest = plate_meshes(sign.plate, side_m * rng.uniform(0.9, 1.1), 0.0, 0.0)
        move = translation([0, 0, z])
        bodies.append(
            Body(
                name=f"beside_{number}",
                mesh=front.moved(move),
                material=Material(base_color=Texture(albedo), gloss=0.3, roughness=0.3),
            )
        )
        bodies.append(Body(name=f"beside_{number}_back", mesh=rest.moved(move), material=_BARE))
    return bodies


_BARE = Material(base_color=(0.3, 0.3, 0.3), gloss=0.3, roughness=0.4)


def leaf_shade(
    sample: Mapping[str, object], sun: Sun | None, height_m: float, rng: np.random.Generator
) -> list[Body]:
    """Leaves between the sun and the plate; their shadow falls on it in patches."""
    share = float(str(sample["leaf_shade"]))
    if share <= 0 or sun is None:
        return []
    clumps = []
    for _ in range(int(6 + 34 * share)):
        middle = sun.direction * rng.uniform(2.0, 5.0) + rng.normal(0, 0.45, 3) + [0, 0, height_m]
        clumps.append(blob(middle, rng.uniform(0.05, 0.17, 3), rng, 0.4))
    leaf = Material(base_color=Texture(foliage(rng, (0.07, 0.13, 0.03), 24)))
    return [Body(name="shading_leaves", mesh=Mesh.joined(clumps), material=leaf)]
