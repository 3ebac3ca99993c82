"""Where robots, balls and the goal stand, without overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scenewright.geometry import Footprint, place
from scenewright.geometry.footprint import gaps_m, reach_m
from scenewright.worlds.robot_field.ball import RADIUS_M
from scenewright.worlds.robot_field.camera import SIDE_PX, View
from scenewright.worlds.robot_field.goal import Goal, goal_walls

__all__ = ["Layout", "arrange"]

Pose = tuple[float, float, float]
_TRIES = 40
_NEAREST_M = 0.22
"""Nothing comes closer to the camera: all of an instance must lie before it."""
_BALL = Footprint(0.0, 0.0, RADIUS_M)


@dataclass(eq=False)
class Layout:
    """Poses on the floor: x [m], y [m], heading [rad]."""

    robots: list[Pose] = field(default_factory=list)
    balls: list[Pose] = field(default_factory=list)
    goal: Pose | None = None
    flank_m: float | None = None
    """x of a wall or border along one side: left of the camera when negative."""
    _taken: list[tuple[Footprint, Pose]] = field(default_factory=list)

    def is_free(self, thing: Footprint, pose: Pose, clearance_m: float = 0.0) -> bool:
        if np.hypot(pose[0], pose[1]) < thing.bounding_radius_m + _NEAREST_M or pose[1] < _NEAREST_M:
            return False
        if self.flank_m is not None:
            inside = abs(self.flank_m) - np.sign(self.flank_m) * pose[0]
            if inside < reach_m(thing, pose[2])[0] + 0.02:
                return False
        if not self._taken:
            return True
        others = [other for other, _ in self._taken]
        gaps = gaps_m(thing, np.array(pose), others, np.array([at for _, at in self._taken]))
        return bool((gaps >= clearance_m).all())

    def extent_m(self, side: float) -> float:
        """How far things reach to one side (-1: left, 1: right) of the camera, at least 0."""
        return max((side * at[0] + thing.bounding_radius_m for thing, at in self._taken), default=0.0)

    def take(self, thing: Footprint, pose: Pose) -> None:
        self._taken.append((thing, pose))


def arrange(
    sample: Mapping[str, object],
    view: View,
    robot: Footprint,
    goal: Goal | None,
    flank_m: float | None,
    rng: np.random.Generator,
) -> Layout:
    """A layout of the sample; things for which there is no room are left out."""
    back = float(str(sample["wall_distance_m"]))
    layout = Layout(flank_m=flank_m)
    if goal is not None:
        _put_goal(layout, goal, back, view, rng)
    robots, balls = int(str(sample["robots"])), int(str(sample["balls"]))
    kind = str(sample["arrangement"])
    if kind == "row":
        _row(layout, robots, robot, back, view, rng)
    elif kind == "spread":
        _spread(layout, robots, robot, back, view, rng)
    else:
        _play(layout, robots, robot, sample, goal, view, rng)
    if kind == "duel" and layout.robots and balls and _at_front(layout, robot, rng):
        balls -= 1
    for _ in range(balls):
        _try(layout, _BALL, layout.balls, back - 0.03, view, rng, share=0.55)
    return layout


def _put_goal(layout: Layout, goal: Goal, back: float, view: View, rng: np.random.Generator) -> None:
    """The goal's mouth towards the camera's side, its back at the wall or a little before."""
    gap = 0.002 if rng.random() < 0.8 else rng.uniform(0.002, 0.25)
    y = back - goal.depth_m - goal.board_m - 0.016 - gap
    for _ in range(_TRIES):
        x, _ = view.at_depth(rng.uniform(-0.05, 1.05) * SIDE_PX, y)
        # Forward is -y, left is +x.
        walls = [(foot, (x + left, y - ahead, -np.pi / 2)) for foot, (ahead, left) in goal_walls(goal)]
        if all(layout.is_free(*wall) for wall in walls):
            layout.goal = (x, y, -np.pi / 2)
            for wall in walls:
                layout.take(*wall)
            return


def _play(
    layout: Layout,
    robots: int,
    robot: Footprint,
    sample: Mapping[str, object],
    goal: Goal | None,
    view: View,
    rng: np.random.Generator,
) -> None:
    """A keeper before the goal if there is one, one robot at the distance asked for, others anywhere."""
    back = float(str(sample["wall_distance_m"]))
    if layout.goal is not None and goal is not None and robots and rng.random() < 0.85:
        x, y, _ = layout.goal
        for _ in range(_TRIES):
            aside = rng.uniform(-0.5, 0.5) * goal.width_m
            pose = (x + aside, y + rng.uniform(-0.25, 0.06), _heading(rng))
            if layout.is_free(robot, pose, 0.003):
                layout.robots.append(pose)
                layout.take(robot, pose)
                robots -= 1
                break
    if robots:
        asked = float(
            np.clip(float(str(sample["subject_m"])), max(view.nearest_m() + 0.05, 0.32), back - 0.12)
        )
        for _ in range(_TRIES):
            x, y = view.at_depth(rng.uniform(-0.04, 1.04) * SIDE_PX, asked)
            pose = (x, y, _heading(rng))
            if layout.is_free(robot, pose, 0.003):
                # First in the list: the one that a duel's ball lies before.
                layout.robots.insert(0, pose)
                layout.take(robot, pose)
                robots -= 1
                break
    for _ in range(robots):
        _try(layout, robot, layout.robots, back - 0.12, view, rng, share=1.2)


def _try(
    layout: Layout,
    thing: Footprint,
    into: list[Pose],
    back: float,
    view: View,
    rng: np.random.Generator,
    share: float,
) -> None:
    """Put a thing in the view; `share` of an e-fold is its mean distance before the back."""
    near = max(view.nearest_m(), _NEAREST_M)
    for _ in range(_TRIES):
        depth = back * float(np.exp(-rng.exponential(share)))
        if depth < near:
            continue
        x, y = view.at_depth(rng.uniform(-0.03, 1.03) * SIDE_PX, depth)
        pose = (x, y, _heading(rng))
        if layout.is_free(thing, pose, 0.002):
            into.append(pose)
            layout.take(thing, pose)
            return


def _row(
    layout: Layout, robots: int, robot: Footprint, back: float, view: View, rng: np.random.Generator
) -> None:
    """Side by side, waiting: along the border or slanting towards the camera."""
    near = max(view.nearest_m(), 0.35)
    depth = back - 0.15 if rng.random() < 0.5 else float(rng.uniform(near, max(near + 0.1, back - 0.2)))
    x, y = view.at_depth(rng.uniform(-0.1, 0.5) * SIDE_PX, depth)
    step = 2 * robot.radius_m + float(rng.choice([0.01, 0.05, 0.12]))
    slant = 0.0 if rng.random() < 0.6 else float(rng.uniform(-0.9, 0.3))
    heading = _heading(rng)
    for i in range(robots):
        pose = (
            x + i * step * np.cos(slant),
            y + i * step * np.sin(slant),
            heading + float(rng.normal(0, 0.12)),
        )
        if pose[1] < back - 0.1 and layout.is_free(robot, pose, 0.001):
            layout.robots.append(pose)
            layout.take(robot, pose)


def _spread(
    layout: Layout, robots: int, robot: Footprint, back: float, view: View, rng: np.random.Generator
) -> None:
    """Anywhere on the part of the floor that is seen."""
    near = min(max(view.nearest_m(), 0.35), back - 0.6)
    left, right = (view.at_depth(x, 0.5 * (near + back))[0] for x in (0.0, float(SIDE_PX)))
    wide = max(right - left, 0.6)
    deep = max(back - near - 0.1, 0.5)
    # As many as stand loosely: a cell of 0.3 m for each.
    count = min(robots, int(wide * deep / 0.09))
    found = place([robot] * count, wide, deep, rng, clearance_m=0.01, sweeps=2)
    for x, y, heading in found.poses:
        pose = (float(left + x), float(near + y), float(heading))
        if layout.is_free(robot, pose, 0.001):
            layout.robots.append(pose)
            layout.take(robot, pose)


def _at_front(layout: Layout, robot: Footprint, rng: np.random.Generator) -> bool:
    """A ball before the first robot's roller; False where there is no room."""
    x, y, heading = layout.robots[0]
    for _ in range(_TRIES):
        # The robot's footprint is its whole disc, so that the ball stays clear of it.
        reach = robot.radius_m + RADIUS_M + float(rng.uniform(0.0, 0.02))
        turn = heading + float(rng.uniform(-0.25, 0.25))
        pose = (x + reach * np.cos(turn), y + reach * np.sin(turn), _heading(rng))
        if layout.is_free(_BALL, pose):
            layout.balls.append(pose)
            layout.take(_BALL, pose)
            return True
    return False


def _heading(rng: np.random.Generator) -> float:
    return float(rng.uniform(-np.pi, np.pi))
