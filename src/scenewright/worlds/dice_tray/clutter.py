"""Other things that lie beside the dice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.shapes import bevelled_box, rod
from scenewright.geometry import rotation_xyz, translation
from scenewright.scene import Body, Material
from scenewright.worlds.dice_tray.tray import LEVEL

__all__ = ["clutter_bodies"]


def clutter_bodies(
    count: int, taken_m: NDArray[np.float64], half: tuple[float, float], rng: np.random.Generator
) -> list[Body]:
    """Coins, pencils, cards and plain blocks that lie clear of the dice at `taken_m`, shape (n, 2)."""
    bodies: list[Body] = []
    for _ in range(count):
        kind = str(rng.choice(["coin", "pencil", "block", "card"]))
        reach = {"coin": 0.014, "pencil": 0.06, "block": 0.016, "card": 0.055}[kind]
        for _ in range(40):
            at = rng.uniform(-1, 1, 2) * half
            if not len(taken_m) or np.linalg.norm(taken_m - at, axis=1).min() > reach + 0.018:
                break
        else:
            continue
        taken_m = np.concatenate([taken_m.reshape(-1, 2), at[None]])
        bodies.append(_thing(kind, at, rng))
    return bodies


def _thing(kind: str, at: NDArray[np.float64], rng: np.random.Generator) -> Body:
    red, green, blue = (float(c) for c in rng.uniform(0.02, 0.7, 3))
    color = (red, green, blue)
    turn = rng.uniform(0, np.pi)
    along = np.array([np.cos(turn), np.sin(turn), 0.0])
    low = np.array([*at, 0.0])
    if kind == "coin":
        metal = Material(base_color=(0.35, 0.3, 0.2), gloss=1.0, roughness=0.2)
        mesh = rod(low, low + np.array([0, 0, 0.002]), float(rng.uniform(0.008, 0.012)), segments=32)
        return Body(name=kind, mesh=mesh, material=metal)
    if kind == "pencil":
        mesh = rod(
            low - 0.05 * along + [0, 0, 0.0035], low + 0.05 * along + [0, 0, 0.0035], 0.0035, segments=6
        )
        return Body(name=kind, mesh=mesh, material=Material(base_color=color, gloss=0.5))
    size = (0.012, 0.012, 0.012) if kind == "block" else (0.056, 0.0004, 0.085)
    height = 0.006 if kind == "block" else 0.0002
    pose = translation([*at, height]) @ rotation_xyz(z_rad=turn)
    mesh = bevelled_box(size, min(size) / 8).moved(pose @ (np.eye(4) if kind == "block" else LEVEL))
    return Body(name=kind, mesh=mesh, material=Material(base_color=color, gloss=0.4))
