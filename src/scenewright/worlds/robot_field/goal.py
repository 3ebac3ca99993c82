"""A goal: a back and two sides of boards, open to the field and above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.atlas import bake
from scenewright.assets.solids import block
from scenewright.assets.textures import value_noise
from scenewright.geometry import Footprint, Mesh
from scenewright.scene import Body, Material, Texture
from scenewright.worlds.robot_field.design import grey

__all__ = ["Goal", "choose_goal", "goal_body", "goal_walls"]


@dataclass(frozen=True)
class Goal:
    """Sizes [m]; its frame lies on the floor in the middle of the mouth, +x out to the field, z up."""

    width_m: float
    """Between the sides."""
    depth_m: float
    height_m: float
    board_m: float


def choose_goal(width_m: float, rng: np.random.Generator) -> Goal:
    """A goal of about the rules' 16 cm height and 18 cm depth."""
    depth, height = float(rng.uniform(0.15, 0.2)), float(rng.uniform(0.15, 0.21))
    return Goal(width_m, depth, height, float(rng.uniform(0.015, 0.03)))


def goal_walls(goal: Goal) -> list[tuple[Footprint, tuple[float, float]]]:
    """What the three boards cover of the floor, and where their middles are in the goal's frame."""
    t, half, depth = goal.board_m, goal.width_m / 2, goal.depth_m
    side = Footprint((depth + t) / 2, t / 2)
    return [
        (Footprint(t / 2, half + t), (-depth - t / 2, 0.0)),
        (side, (-(depth + t) / 2, half + t / 2)),
        (side, (-(depth + t) / 2, -half - t / 2)),
    ]


def goal_body(
    goal: Goal, number: int, world_from_goal: NDArray[np.float64], shade: float, rng: np.random.Generator
) -> Body:
    """The boards, painted in a grey of reflectance `shade`; scuffed, with cut edges of another shade."""
    paint = grey(shade, rng, 0.03)
    cut = grey(float(np.clip(shade * rng.uniform(0.6, 1.3), 0.01, 0.9)), rng)
    parts: list[tuple[Mesh, NDArray[np.floating]]] = []
    for foot, (x, y) in goal_walls(goal):
        # The sides are often of other boards than the back.
        tone = rng.uniform(0.95, 1.05) if y == 0 else rng.uniform(0.6, 1.05)
        low, high = [x - foot.half_x_m, y - foot.half_y_m], [x + foot.half_x_m, y + foot.half_y_m]
        scuff = 1 + 0.05 * value_noise((32, 32), 4, rng)[..., None]
        face = paint * tone * scuff
        face[-2:] *= rng.uniform(0.35, 0.9)  # dirt along the floor
        parts.append((block([*low, 0.0], [*high, goal.height_m - 0.002]), face))
        parts.append((block([*low, goal.height_m - 0.002], [*high, goal.height_m]), cut))
    mesh, pixels = bake(parts)
    return Body(
        name=f"goal_{number}",
        mesh=mesh.moved(world_from_goal),
        material=Material(base_color=Texture(pixels), gloss=0.2, roughness=0.4),
        instance_id=number,
    )
