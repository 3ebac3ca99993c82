"""The world `robot_field`: small robots, orange balls and goals on a carpet, seen by a camera at its side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Footprint, Mesh, rotation_xyz, translation
from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec
from scenewright.scene import Body, Episode, Instance, Material, Scene, Texture
from scenewright.worlds.base import Value
from scenewright.worlds.robot_field.ball import RADIUS_M, ball_body
from scenewright.worlds.robot_field.camera import View, place_camera
from scenewright.worlds.robot_field.design import Design, choose_design
from scenewright.worlds.robot_field.goal import choose_goal, goal_body
from scenewright.worlds.robot_field.ground import carpet_body, line_body
from scenewright.worlds.robot_field.hall import hall_bodies
from scenewright.worlds.robot_field.layout import Layout, arrange
from scenewright.worlds.robot_field.parameters import PARAMETERS
from scenewright.worlds.robot_field.room import room_bodies, studio_bodies
from scenewright.worlds.robot_field.shape import robot_mesh
from scenewright.worlds.robot_field.skin import robot_skin
from scenewright.worlds.room_light import room_light

__all__ = ["WORLD", "RobotField"]

_ROBOT = Footprint(0.0, 0.0, 0.0905)
"""Every robot fits into a cylinder of 18 cm."""


@dataclass(frozen=True)
class RobotField:
    """Small robots, balls and goals of a robot football league."""

    name: str = "robot_field"
    version: str = "1"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = ("robot", "ball", "goal")
    large_frames: bool = True

    def build(self, sample: Mapping[str, Value], streams: Streams) -> Episode:
        """One still of the sample. World frame: z up, the carpet at 0, the camera above the origin, the
        field's end at y = `wall_distance_m`."""
        sky, on_white = room_light(sample, streams.generator("light"))
        camera = place_camera(sample, on_white, streams.generator("camera"))
        back = float(sample["wall_distance_m"])
        rng = streams.generator("goal")
        goal = None if sample["goal"] == "none" else choose_goal(float(sample["goal_width_m"]), rng)
        teams = _teams(sample, streams.generator("teams"))
        layout = arrange(sample, View(camera), _ROBOT, teams[0].front_m, goal, streams.generator("layout"))
        bodies = _surroundings(sample, back, layout, streams)
        labelled: list[tuple[str, Body, NDArray[np.float64]]] = []
        rng = streams.generator("robots")
        meshes = [robot_mesh(team) for team in teams]
        for x, y, heading in layout.robots:
            team = int(rng.integers(len(teams)))
            pose = translation([x, y, 0]) @ rotation_xyz(z_rad=heading)
            robot = _robot(len(labelled) + 1, teams[team], meshes[team], pose, sample, rng)
            labelled.append(("robot", robot, pose))
        rng = streams.generator("balls")
        redness = float(np.clip(float(sample["ball_redness"]) + rng.normal(0, 0.05), 0, 1))
        for x, y, _ in layout.balls:
            pose = translation([x, y, RADIUS_M]) @ rotation_xyz(*rng.uniform(0, 2 * np.pi, 3))
            labelled.append(("ball", ball_body(len(labelled) + 1, pose, redness, rng), pose))
        if goal is not None and layout.goal is not None:
            x, y, heading = layout.goal
            pose = translation([x, y, 0]) @ rotation_xyz(z_rad=heading)
            shade = float(sample["goal_reflectance"])
            body = goal_body(goal, len(labelled) + 1, pose, shade, streams.generator("goal_finish"))
            labelled.append(("goal", body, pose))
        instances = tuple(
            Instance(instance_id=body.instance_id, category=category, world_from_instance=pose)
            for category, body, pose in labelled
        )
        bodies += [body for _, body, _ in labelled]
        scene = Scene(bodies=tuple(bodies), instances=instances, sky=sky, sun=None, camera=camera)
        return Episode(scenes=(scene,), requested=dict(sample))


def _teams(sample: Mapping[str, Value], rng: np.random.Generator) -> list[Design]:
    """One or two designs."""
    split, dark = float(sample["open_robots"]), float(sample["dark_robots"])
    count = 1 if rng.random() < 0.4 else 2
    return [choose_design(rng, split_share=split, dark_share=dark) for _ in range(count)]


def _robot(
    number: int,
    team: Design,
    mesh: Mesh,
    pose: NDArray[np.float64],
    sample: Mapping[str, Value],
    rng: np.random.Generator,
) -> Body:
    skin = Texture(robot_skin(team, int(rng.integers(0, 16)), 1 - float(sample["wear"]) * rng.random(), rng))
    material = Material(base_color=skin, gloss=team.gloss, roughness=0.35)
    return Body(name=f"robot_{number}", mesh=mesh.moved(pose), material=material, instance_id=number)


def _surroundings(sample: Mapping[str, Value], back: float, layout: Layout, streams: Streams) -> list[Body]:
    setting = str(sample["setting"])
    rng = streams.generator("surroundings")
    reflectance = float(sample["wall_reflectance"])
    if setting == "studio":
        kind = "white" if rng.random() < 0.5 else str(sample["carpet"])
        return [
            carpet_body(kind, sample, back + 0.02, streams.generator("carpet")),
            *studio_bodies(back, reflectance, rng),
        ]
    bodies = [carpet_body(str(sample["carpet"]), sample, back + 0.02, streams.generator("carpet"))]
    middle = layout.goal[0] if layout.goal else float(rng.uniform(-1, 1))
    lines = line_body(sample, back, middle, streams.generator("lines"))
    if lines is not None:
        bodies.append(lines)
    if setting == "room":
        return bodies + room_bodies(back, reflectance, rng)
    return bodies + hall_bodies(back, int(sample["people"]), rng)


WORLD = RobotField()
