"""A small room around the field: white walls, baseboards, sockets, what stands in the corner."""

from __future__ import annotations

import numpy as np

from scenewright.assets.atlas import bake
from scenewright.assets.shapes import quad
from scenewright.assets.solids import block, limb
from scenewright.assets.textures import value_noise
from scenewright.geometry import rotation_xyz, translation
from scenewright.scene import Body, Material, Texture
from scenewright.worlds.robot_field.design import grey
from scenewright.worlds.robot_field.layout import Layout
from scenewright.worlds.robot_field.people import Part

__all__ = ["room_bodies", "studio_bodies"]

_HEIGHT_M, _WIDE_M = 2.8, 14.0


def room_bodies(back_m: float, layout: Layout, reflectance: float, rng: np.random.Generator) -> list[Body]:
    """The wall at y = `back_m`, one that meets it in a corner where the layout has a flank, fittings."""
    flank_m = layout.flank_m
    paint = grey(reflectance, rng, 0.015) * [1.0, 0.985, 0.93]
    walls = [np.eye(4)]
    if flank_m is not None:
        corner = translation([flank_m, back_m, 0]) @ rotation_xyz(z_rad=-np.sign(flank_m) * np.pi / 2)
        walls.append(corner)
    bodies: list[Body] = []
    fittings: list[Part] = []
    tall = float(rng.uniform(0.05, 0.13))
    board = grey(reflectance * float(rng.uniform(0.45, 0.95)), rng, 0.03)
    for number, place in enumerate(walls):
        pose = place if number else translation([0, back_m, 0])
        surface = paint * (1 + 0.04 * value_noise((32, 32), 3, rng)[..., None])
        texture = Texture(np.clip(surface, 0.02, 0.92).astype(np.float32))
        sheet = quad(_WIDE_M, _HEIGHT_M).moved(pose @ translation([0, 0, _HEIGHT_M / 2]))
        bodies.append(Body(name="wall", mesh=sheet, material=Material(base_color=texture)))
        half, thick = _WIDE_M / 2, 0.014
        strips: list[Part] = [
            (block([-half, -thick, 0.004], [half, 0, tall]), board),
            (block([-half, -thick - 0.001, tall - 0.006], [half, 0, tall]), board * rng.uniform(0.5, 1.0)),
            (block([-half, -thick - 0.004, 0], [half, 0, 0.009]), board * rng.uniform(0.1, 0.5)),
            *_sockets(reflectance, rng),
        ]
        fittings += [(mesh.moved(pose), image) for mesh, image in strips]
    if rng.random() < 0.25:
        side = float(rng.choice([-1.0, 1.0]))
        fittings += _corner(back_m, side, layout.extent_m(side), rng)
    mesh, pixels = bake(fittings)
    bodies.append(Body(name="fittings", mesh=mesh, material=Material(base_color=Texture(pixels), gloss=0.2)))
    return bodies


def studio_bodies(back_m: float, reflectance: float, rng: np.random.Generator) -> list[Body]:
    """A pale sheet behind, as for a product photo."""
    folds = 1 + rng.uniform(0, 0.12) * value_noise((48, 48), 4, rng)[..., None]
    texture = np.clip(grey(reflectance, rng, 0.02) * folds, 0.02, 0.92).astype(np.float32)
    sheet = quad(_WIDE_M, _HEIGHT_M).moved(translation([0, back_m, _HEIGHT_M / 2]))
    return [Body(name="sheet", mesh=sheet, material=Material(base_color=Texture(texture)))]


def _sockets(reflectance: float, rng: np.random.Generator) -> list[Part]:
    """Wall sockets and switches before the wall's plane."""
    parts: list[Part] = []
    plate = np.broadcast_to(grey(reflectance * 0.97, rng, 0.02), (32, 32, 3)).copy()
    plate[:2] *= 0.6
    plate[-3:] *= 0.4
    plate[:, [0, 1, 30, 31]] *= 0.6
    plate[11:21, 10:22] *= rng.uniform(0.3, 0.9)
    height = float(rng.uniform(0.24, 0.45))
    for _ in range(int(rng.integers(2, 10))):
        x, z = rng.uniform(-3.0, 3.0), height if rng.random() < 0.8 else rng.uniform(0.9, 1.3)
        half = (0.038, 0.06) if rng.random() < 0.8 else (0.06, 0.04)
        parts.append((block([x - half[0], -0.009, z - half[1]], [x + half[0], 0, z + half[1]]), plate))
    return parts


def _corner(back_m: float, side: float, taken_m: float, rng: np.random.Generator) -> list[Part]:
    """A table's end, cloth or boxes on one side, with a cable."""
    x, y = side * max(rng.uniform(0.5, 1.3), taken_m + 0.05), back_m - rng.uniform(0.05, 0.3)
    parts: list[Part] = []
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.15, 0.6, 3)
        low = np.array([x - (size[0] if side < 0 else 0), y - size[1], rng.choice([0.0, 0.4])])
        image = grey(float(rng.choice([0.02, 0.06, 0.2, 0.5])), rng, 0.2)
        cloth = image * (1 + 0.4 * value_noise((32, 32), 4, rng)[..., None])
        parts.append((block(low, low + size), np.clip(cloth, 0.004, 0.8)))
        x += side * rng.uniform(0.1, 0.4)
    t = np.linspace(0, 1, 14)
    wave = np.cumsum(rng.normal(0, 0.05, (14, 2)), axis=0)
    path = np.stack(
        [side * (0.3 + 1.2 * t) + wave[:, 0], np.full(14, back_m - 0.02), 0.15 + 0.3 * abs(wave[:, 1])]
    )
    parts.append((limb(path.T, np.full(14, 0.006), 5), np.full(3, 0.015)))
    return parts
