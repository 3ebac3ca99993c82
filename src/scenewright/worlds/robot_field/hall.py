"""A hall around the field: a low border, and behind it tables, people, curtains, blinds or darkness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.atlas import bake
from scenewright.assets.decals import emblem, lettering, pasted, word
from scenewright.assets.shapes import quad
from scenewright.assets.solids import block, limb
from scenewright.assets.textures import value_noise
from scenewright.geometry import rotation_xyz, translation
from scenewright.scene import Body, Material, Texture
from scenewright.worlds.robot_field.backdrop import backdrop_body
from scenewright.worlds.robot_field.design import grey
from scenewright.worlds.robot_field.ground import LEVEL
from scenewright.worlds.robot_field.people import Part, person

__all__ = ["hall_bodies"]

Image = NDArray[np.floating]


def hall_bodies(back_m: float, flank_m: float | None, people: int, rng: np.random.Generator) -> list[Body]:
    """Everything beyond a field that ends at y = `back_m`."""
    far = back_m + float(rng.uniform(1.5, 9.0))
    stone = np.broadcast_to(grey(float(rng.uniform(0.03, 0.4)), rng), (4, 4, 3)).astype(np.float32)
    floor = quad(40.0, 40.0).moved(translation([0, back_m, -0.004]) @ LEVEL)
    bodies = [
        Body(name="hall_floor", mesh=floor, material=Material(base_color=Texture(stone))),
        backdrop_body(far, rng),
    ]
    parts = _border(back_m, flank_m, rng)
    parts += _furniture(back_m, far, rng)
    mesh, pixels = bake(parts, 64)
    bodies.append(
        Body(name="equipment", mesh=mesh, material=Material(base_color=Texture(pixels), gloss=0.15))
    )
    crowd: list[Part] = []
    for _ in range(people):
        depth = back_m + 0.25 + float(rng.beta(1.0, 2.0)) * min(far - back_m - 0.5, 3.5)
        crowd += person(np.array([rng.normal(0, 0.5) * depth, depth]), -np.pi / 2 + rng.normal(0, 0.8), rng)
    if crowd:
        mesh, pixels = bake(crowd)
        bodies.append(Body(name="people", mesh=mesh, material=Material(base_color=Texture(pixels))))
    return bodies


def _border(back_m: float, flank_m: float | None, rng: np.random.Generator) -> list[Part]:
    """A board at the far side and, where there is one, on a flank, plain or with a banner."""
    tall = float(np.exp(rng.uniform(np.log(0.04), np.log(0.25))))
    face: Image = grey(float(rng.choice([0.01, 0.015, 0.03, 0.2, 0.7])), rng)
    if rng.random() < 0.35:
        face = _banner(face, rng)
    top = grey(float(rng.choice([0.02, 0.3, 0.7])), rng)
    boards: list[Part] = []
    tiles = 8
    for tile in range(tiles):
        x = (tile - tiles / 2) * 1.6
        boards.append((block([x, 0, 0], [x + 1.6, 0.02, tall - 0.01]), face))
    boards.append((block([-12.0, -0.004, tall - 0.01], [12.0, 0.03, tall]), top))
    places = [translation([0, back_m, 0])]
    if flank_m is not None:
        flank = translation([flank_m, back_m - 6.4, 0])
        places.append(flank @ rotation_xyz(z_rad=-np.sign(flank_m) * np.pi / 2))
    return [(mesh.moved(pose), image) for pose in places for mesh, image in boards]


def _banner(ground: Image, rng: np.random.Generator) -> Image:
    """Words and a badge on a ground colour."""
    image = np.broadcast_to(ground, (64, 64, 3)).astype(np.float32).copy()
    ink = rng.beta(0.5, 1, 3) * 0.8
    text = lettering(word(rng), int(rng.integers(10, 26)), rng)
    pasted(image, text[:, :60], (32, int(rng.integers(18, 46))), ink)
    if rng.random() < 0.5:
        pasted(image, emblem(24, rng), (int(rng.integers(14, 50)), 14), rng.beta(0.5, 1, 3) * 0.8)
    return image


def _furniture(back_m: float, far: float, rng: np.random.Generator) -> list[Part]:
    """Tables with cloths and screens, chairs, banners on stands, truss posts, cables."""
    parts: list[Part] = []
    if rng.random() < 0.6:
        y = back_m + float(rng.uniform(0.3, 1.5))
        cloth: Image = rng.choice([0.012, 0.03, 0.6]) * np.ones(3)
        if rng.random() < 0.5:
            cloth = np.array([0.008, 0.02, 0.11]) if rng.random() < 0.5 else rng.beta(0.5, 2, 3) * 0.5
        for i in range(int(rng.integers(1, 5))):
            x = float(rng.uniform(-3, 1)) + 1.7 * i
            folds = np.clip(cloth * (1 + 0.4 * value_noise((64, 64), 5, rng)[..., None]), 0.003, 0.8)
            front = _banner(folds, rng) if rng.random() < 0.3 else folds
            parts.append(
                (block([x, y, 0.0 if rng.random() < 0.7 else 0.66], [x + 1.6, y + 0.7, 0.74]), front)
            )
            for _ in range(int(rng.integers(0, 5))):
                at = x + rng.uniform(0, 1.3)
                size = rng.uniform(0.05, 0.35, 2)
                thing = block([at, y + 0.2, 0.74], [at + size[0], y + 0.35, 0.74 + size[1]])
                parts.append((thing, rng.beta(0.5, 2, 3) * 0.6))
    for _ in range(int(rng.integers(0, 5))):
        x, y = rng.uniform(-3.5, 3.5), rng.uniform(back_m + 0.3, max(back_m + 0.6, far - 0.3))
        if rng.random() < 0.5:  # a chair
            color = (
                rng.choice([0.02, 0.05, 0.4]) * np.ones(3)
                if rng.random() < 0.6
                else rng.beta(0.6, 1, 3) * 0.7
            )
            parts.append((block([x, y, 0.43], [x + 0.42, y + 0.42, 0.47]), color))
            parts.append((block([x, y + 0.4, 0.5], [x + 0.42, y + 0.43, 0.85]), color))
            for dx, dy in ((0.03, 0.03), (0.39, 0.03), (0.03, 0.39), (0.39, 0.39)):
                leg = limb([[x + dx, y + dy, 0], [x + dx, y + dy, 0.45]], [0.014, 0.014], 5)
                parts.append((leg, np.full(3, 0.15)))
        else:  # a bag or case
            size = rng.uniform(0.2, 0.6, 3)
            parts.append((block([x, y, 0], [x + size[0], y + size[1], size[2]]), rng.beta(0.5, 2.5, 3) * 0.6))
    if rng.random() < 0.35:  # a banner that hangs or stands
        x, low = rng.uniform(-3, 2), float(rng.choice([0.1, 0.5, 1.2]))
        y, ground = float(rng.uniform(back_m + 0.3, far - 0.2)), rng.beta(0.5, 1.6, 3) * 0.5
        parts.append(
            (block([x, y, low], [x + rng.uniform(0.6, 2.5), y + 0.03, low + 1.4]), _banner(ground, rng))
        )
    if rng.random() < 0.35:  # truss posts
        x, y = rng.uniform(-2.5, 2.5), rng.uniform(back_m + 0.2, far)
        for dx in (0.0, 0.25):
            parts.append((limb([[x + dx, y, 0], [x + dx, y, 4.5]], [0.025, 0.025], 6), np.full(3, 0.35)))
        rungs = np.linspace(0, 4.4, 15)
        for i, z in enumerate(rungs[:-1]):
            ends = [[x + 0.25 * (i % 2), y, z], [x + 0.25 * ((i + 1) % 2), y, rungs[i + 1]]]
            parts.append((limb(ends, [0.012, 0.012], 4), np.full(3, 0.3)))
    return parts
