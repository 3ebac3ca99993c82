"""The world `dice_tray`: dice that fell into a tray, seen from above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenewright.assets.dice import FACES, face_up
from scenewright.physics import Box, RigidBody, RigidScene, drop, settle_or_resample
from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec
from scenewright.scene import Episode, Instance, Scene
from scenewright.worlds.base import Value
from scenewright.worlds.dice_tray.camera import place_camera
from scenewright.worlds.dice_tray.clutter import clutter_bodies
from scenewright.worlds.dice_tray.dice import Die, choose_dice, die_bodies
from scenewright.worlds.dice_tray.parameters import PARAMETERS
from scenewright.worlds.dice_tray.tray import Tray, make_tray
from scenewright.worlds.room_light import room_light

__all__ = ["WORLD", "DiceTray"]

_ACRYLIC_KG_M3 = 1200.0


@dataclass(frozen=True)
class DiceTray:
    """Dice at rest in a tray under a room's light; the class of a die is its upper face."""

    name: str = "dice_tray"
    version: str = "5"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = tuple(name for name, _ in FACES)
    large_frames: bool = True
    packages: tuple[str, ...] = ("mujoco-core",)
    simulates: bool = True

    def build(
        self, sample: Mapping[str, Value], streams: Streams, rest: Mapping[str, Any] | None = None
    ) -> Episode:
        """One still of the sample. World frame: z up, the tray's floor at 0, its middle at the origin."""
        tray = make_tray(sample, streams.generator("tray"))
        dice = choose_dice(sample, streams.generator("dice"))
        spread = float(sample["spread_mm"]) / 1e3
        found = settle_or_resample(
            lambda attempt: _thrown(dice, tray, spread, streams.generator(f"throw/{attempt}")), kept=rest
        )
        poses = found.settled.world_from_body
        bodies = list(tray.bodies)
        instances = []
        for number, (die, pose) in enumerate(zip(dice, poses, strict=True), start=1):
            bodies += die_bodies(die, number, pose, f"die_{number}")
            instances.append(Instance(instance_id=number, category=face_up(pose), world_from_instance=pose))
        bodies += clutter_bodies(
            int(sample["clutter"]), poses[:, :2, 3], tray.half_m, streams.generator("clutter")
        )
        sky, on_white = room_light(sample, streams.generator("light"))
        camera = place_camera(sample, on_white, streams.generator("camera"))
        scene = Scene(bodies=tuple(bodies), instances=tuple(instances), sky=sky, sun=None, camera=camera)
        return Episode(scenes=(scene,), requested=dict(sample), rest=found.to_json())


def _thrown(dice: list[Die], tray: Tray, spread_m: float, rng: np.random.Generator) -> RigidScene:
    """The dice above a square of the tray, as they leave the hand."""
    bodies = [
        RigidBody(shape=Box((d.edge_m / 2,) * 3), world_from_body=np.eye(4), density_kg_m3=_ACRYLIC_KG_M3)
        for d in dice
    ]
    widest = max(body.shape.bounding_radius_m for body in bodies if isinstance(body.shape, Box))
    half = np.minimum(np.maximum(spread_m, 1.2 * widest), tray.half_m)
    room = np.array(tray.half_m) - half
    middle = rng.uniform(-room, room) * 0.7
    low, high = middle - half, middle + half
    started = drop(bodies, (low[0], low[1]), (high[0], high[1]), rng, height_m=0.02)
    return RigidScene(started, tray.obstacles)


WORLD = DiceTray()
