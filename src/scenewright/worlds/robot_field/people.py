"""People beside the field: legs, bodies and heads in clothes. Rough: seen from afar or out of focus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.solids import ball, limb
from scenewright.assets.textures import value_noise
from scenewright.geometry import Mesh, rotation_xyz, translation

__all__ = ["Part", "person"]

Part = tuple[Mesh, NDArray[np.floating]]
Rgb = NDArray[np.float64]
_CLOTH = (0.01, 0.015, 0.02, 0.03, 0.06, 0.2, 0.5)


def person(at_m: NDArray[np.float64], heading_rad: float, rng: np.random.Generator) -> list[Part]:
    """Someone who stands, walks or sits at a place, shape (2,), facing `heading_rad`; parts for `bake`."""
    tall = float(rng.uniform(0.9, 1.06))
    seated = rng.random() < 0.3
    hip = 0.48 if seated else 0.92
    stride = 0.0 if seated else float(rng.uniform(-0.22, 0.22))
    skin = np.array([0.5, 0.28, 0.18]) * rng.uniform(0.25, 1.1)
    trousers, shirt = _cloth(rng, 0.15), _cloth(rng, 0.4)
    bare = bool(rng.random() < 0.2)
    parts: list[Part] = []
    for side in (-1, 1):
        y, step = side * 0.1, side * stride
        knee = [0.42, y, hip] if seated else [0.5 * step + 0.03, y, 0.5]
        ankle = [0.42 + 0.2 * rng.uniform(-1, 1), y, 0.08] if seated else [step, y, 0.08]
        parts.append((limb([[0, 0.85 * y, hip], knee], [0.1, 0.07]), trousers))
        parts.append((limb([knee, ankle], [0.065, 0.045]), skin if bare else trousers))
        shoe = [ankle[0] + 0.06, y, 0.045]
        parts.append((ball(shoe, [0.13, 0.05, 0.045], 5, 9), rng.choice(_CLOTH) * np.ones(3)))
    chest, neck = hip + 0.42, hip + 0.55
    lean = float(rng.uniform(-0.05, 0.2))
    spine = [[0, 0, hip - 0.08], [0.3 * lean, 0, hip + 0.15], [lean, 0, chest], [lean, 0, neck]]
    parts.append((limb(spine, [0.15, 0.16, 0.19, 0.1], 10, 0.6), shirt))
    for side in (-1, 1):
        shoulder = [lean, side * 0.19, chest + 0.05]
        elbow = [lean + rng.uniform(-0.05, 0.15), side * 0.25, chest - 0.25]
        reach = np.array([rng.uniform(0, 0.22), -side * rng.uniform(0, 0.25), rng.uniform(-0.24, 0.1)])
        hand = np.array(elbow) + reach
        parts.append((limb([shoulder, elbow], [0.06, 0.045]), shirt))
        parts.append((limb(np.array([elbow, hand]), [0.04, 0.035]), skin if rng.random() < 0.6 else shirt))
    head = np.array([lean + 0.03, 0, neck + 0.16])
    parts.append((limb(np.array([[lean, 0, neck - 0.03], head]), [0.06, 0.05]), skin))
    parts.append((ball(head, [0.095, 0.078, 0.12], 7, 11), skin))
    hair = np.array([0.015, 0.01, 0.008]) * rng.uniform(0.5, 6)
    parts.append((ball(head + np.array([-0.02, 0, 0.035]), [0.1, 0.088, 0.105], 7, 11), hair))
    pose = translation([*at_m, 0]) @ rotation_xyz(z_rad=heading_rad) @ np.diag([tall, tall, tall, 1.0])
    return [(mesh.moved(pose), image) for mesh, image in parts]


def _cloth(rng: np.random.Generator, colorful: float) -> NDArray[np.float64]:
    """Cloth with folds, sometimes striped or printed."""
    color = np.full(3, float(rng.choice(_CLOTH)))
    if rng.random() < colorful:
        color = rng.beta(0.6, 2.0, 3) * 0.6
    cloth = color * (1 + 0.5 * value_noise((32, 32), 3, rng)[..., None])
    if rng.random() < 0.15:
        cloth[:: int(rng.integers(3, 8))] = rng.uniform(0.02, 0.7, 3)
    if rng.random() < 0.2:
        cloth[12:20, 4:14] = rng.uniform(0.02, 0.8, 3)
    return np.clip(cloth, 0.004, 0.9)
