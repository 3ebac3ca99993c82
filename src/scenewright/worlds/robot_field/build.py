"""The world `robot_field`: small robots, orange balls and goals on a carpet, seen by a camera at its side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.decals import TYPEFACE
from scenewright.assets.register import Asset
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
    """Small robots, orange balls and goals of a robot football league, 224 x 224 px.

    **Shows** a carpet with lines in a white room, in a hall with a border, people, tables and banners behind
    it, or before a studio's sheet; robots of 18 cm in many teams' designs (round, octagonal, faceted; closed
    or with a gap through which the electronics are seen; wheels, roller, number, invented words and badges,
    five dots on top); golf balls of 43 mm; goals of three boards. The camera is as low as a robot's or as
    high as a person's, its white balance right, teal, warm or cool. One frame in eleven has nothing on the
    field.

    **Labels.** `robot` is the whole robot with its wheels, `ball` the ball, `goal` the three boards without
    the floor and the things between them; people's shadows, lines and the border are background. Boxes are
    tight around visible pixels (`box_modal`) or around all of a thing (`box_amodal`). People draw boxes about
    one pixel wider on each side, which counts for balls of 8 px: widen boxes before comparing them with
    theirs. Things cut off by the frame and things far away are labelled as well. Frames of poses: a robot's
    stands on the carpet in its axis, +x through its flat front; a ball's lies in its middle; a goal's lies in
    the middle of its mouth on the carpet, +x out to the field; z is up.

    **Still unlike photos:** carpets have no pile that stands up at close range; robots have no cables, lit
    LEDs or open fronts with all their mechanics; people are stiff and their clothes plain; halls have no
    ceiling with lamps; goals have no nets or bars; the lens darkens no corners.
    """

    name: str = "robot_field"
    version: str = "2"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = ("robot", "ball", "goal")
    large_frames: bool = True
    assets: tuple[Asset, ...] = (TYPEFACE,)

    def build(self, sample: Mapping[str, Value], streams: Streams) -> Episode:
        """One still of the sample. World frame: z up, the carpet at 0, the camera above the origin, the
        field's end at y = `wall_distance_m`."""
        sky, on_white = room_light(sample, streams.generator("light"))
        camera = place_camera(sample, on_white, streams.generator("camera"))
        back = float(sample["wall_distance_m"])
        rng = streams.generator("goal")
        goal = None if sample["goal"] == "none" else choose_goal(float(sample["goal_width_m"]), rng)
        teams = _teams(sample, streams.generator("teams"))
        flank = _flank(sample, streams.generator("flank"))
        layout = arrange(sample, View(camera), _ROBOT, goal, flank, streams.generator("layout"))
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


def _flank(sample: Mapping[str, Value], rng: np.random.Generator) -> float | None:
    """x of a wall or border along one side of the field; None when the field goes on out of sight."""
    if sample["setting"] == "studio" or rng.random() < 0.5:
        return None
    reach = rng.uniform(0.5, 2.4) if sample["setting"] == "room" else rng.uniform(0.9, 3.5)
    return float(rng.choice([-1.0, 1.0]) * reach)


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
            carpet_body(kind, sample, back + 0.02, None, streams.generator("carpet")),
            *studio_bodies(back, reflectance, rng),
        ]
    bodies = [
        carpet_body(str(sample["carpet"]), sample, back + 0.02, layout.flank_m, streams.generator("carpet"))
    ]
    middle = layout.goal[0] if layout.goal else float(rng.uniform(-1, 1))
    lines = line_body(sample, back, middle, streams.generator("lines"))
    if lines is not None:
        bodies.append(lines)
    if setting == "room":
        return bodies + room_bodies(back, layout, reflectance, rng)
    return bodies + hall_bodies(back, layout.flank_m, int(sample["people"]), rng)


WORLD = RobotField()
