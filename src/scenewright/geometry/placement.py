"""Placing things on a floor without overlap, at any density.

Drawing whole layouts until one is free of overlap never ends when it is crowded. Here things are put down one
after the other, the largest first; where that fails, in shelves; and then they are moved by Metropolis steps
whose stationary law is the uniform one over all layouts without overlap (Metropolis et al. 1953), which is
what drawing whole layouts would give. What remains of the start after a number of sweeps is the bias;
`bench/placement.py` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.geometry.footprint import Footprint, gaps_m, reach_m

__all__ = ["Placement", "place"]

_TRIES = 100
"""Draws for one thing before the shelves are tried; a free share of 5 % is missed once in 170 things."""


@dataclass(frozen=True, eq=False)
class Placement:
    """A layout without overlap."""

    poses: NDArray[np.float64]
    """x [m], y [m] and heading [rad] of each thing, shape (n, 3); the floor is [0, width] x [0, depth]."""
    start: str
    """`sequence` or `shelves`: how the things were first put down."""
    acceptance: float
    """Share of the Metropolis moves that found room: near 0 the layout is still much like its start."""


def place(
    things: Sequence[Footprint],
    width_m: float,
    depth_m: float,
    rng: np.random.Generator,
    *,
    clearance_m: float = 0.0,
    sweeps: int = 20,
) -> Placement:
    """Things on a floor, whole, at random places and headings, at least `clearance_m` apart.

    `sweeps` is the number of Metropolis moves per thing. Raises `InputError` when they do not fit.
    """
    floor = np.array([width_m, depth_m])
    grown = [Footprint(t.half_x_m, t.half_y_m, t.radius_m + clearance_m / 2) for t in things]
    inset = np.array([t.radius_m for t in things])
    state = _State(grown, inset, floor, np.zeros((len(things), 3)))
    start = "sequence"
    if not _in_sequence(state, rng):
        start = "shelves"
        _in_shelves(state, things, clearance_m, rng)
    accepted = sum(_sweep(state, rng) for _ in range(sweeps))
    return Placement(state.poses, start, accepted / max(1, sweeps * len(things)))


@dataclass(eq=False)
class _State:
    """A layout in the making."""

    grown: list[Footprint]
    """With half the clearance around."""
    inset: NDArray[np.float64]
    """Radius of the rounding without the clearance: the floor's edge needs none."""
    floor: NDArray[np.float64]
    poses: NDArray[np.float64]

    def is_free(self, number: int, pose: NDArray[np.float64], others: NDArray[np.intp]) -> bool:
        """True when a thing at a pose is on the floor and clear of the others."""
        thing = self.grown[number]
        reach = reach_m(thing, pose[2]) - (thing.radius_m - self.inset[number])
        if (pose[:2] < reach).any() or (pose[:2] > self.floor - reach).any():
            return False
        apart = np.hypot(*(self.poses[others, :2] - pose[:2]).T)
        near = others[apart < thing.bounding_radius_m + self._bounding[others]]
        if not len(near):
            return True
        gaps = gaps_m(thing, pose, [self.grown[i] for i in near], self.poses[near])
        return bool((gaps >= 0).all())

    def __post_init__(self) -> None:
        self._bounding = np.array([thing.bounding_radius_m for thing in self.grown])


def _random_pose(state: _State, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.random(3) * [*state.floor, 2 * np.pi]


def _in_sequence(state: _State, rng: np.random.Generator) -> bool:
    """Largest first, each where there is room; False when one finds none."""
    order = np.argsort([-thing.area_m2 for thing in state.grown], kind="stable")
    for done, number in enumerate(order):
        for _ in range(_TRIES):
            pose = _random_pose(state, rng)
            if state.is_free(number, pose, order[:done]):
                state.poses[number] = pose
                break
        else:
            return False
    return True


def _in_shelves(
    state: _State, things: Sequence[Footprint], clearance_m: float, rng: np.random.Generator
) -> None:
    """Side by side in rows, the deepest first (next-fit decreasing height)."""
    sizes = 2 * np.array([[t.half_x_m + t.radius_m, t.half_y_m + t.radius_m] for t in things])
    upright = sizes[:, 0] < sizes[:, 1]
    sizes = np.sort(sizes, axis=1)[:, ::-1]  # lying: x is the longer side
    corner, shelf = np.zeros(2), 0.0
    for number in np.argsort(-sizes[:, 1], kind="stable"):
        size = sizes[number]
        if corner[0] + size[0] > state.floor[0]:
            corner = np.array([0.0, corner[1] + shelf + clearance_m])
            shelf = 0.0
        if (corner + size > state.floor + 1e-12).any():
            raise _does_not_fit(state, things)
        shelf = max(shelf, float(size[1]))
        turn = np.pi / 2 * upright[number] + np.pi * rng.integers(2)
        state.poses[number] = [*(corner + size / 2), turn]
        corner[0] += size[0] + clearance_m


def _does_not_fit(state: _State, things: Sequence[Footprint]) -> InputError:
    share = sum(thing.area_m2 for thing in things) / float(state.floor.prod())
    return InputError(
        Problem(
            expected=f"room for {len(things)} things on {state.floor[0]:g} x {state.floor[1]:g} m",
            found=f"it does not fit: they cover {share:.0%} of the floor without clearance, and neither one "
            f"after the other nor in shelves was there room for all",
            fix="place fewer or smaller things, or ask for less clearance",
        )
    )


def _sweep(state: _State, rng: np.random.Generator) -> int:
    """One symmetric move for each thing, kept when it is free: detailed balance for the uniform law."""
    count = len(state.poses)
    everyone = np.arange(count)
    step = 0.5 * np.sqrt(state.floor.prod() / max(count, 1))
    accepted = 0
    for number in range(count):
        if rng.random() < 0.5:
            pose = _random_pose(state, rng)
        else:
            scale = step * 10 ** rng.uniform(-2, 0)
            pose = state.poses[number] + rng.normal(size=3) * [scale, scale, np.pi * scale / step]
            pose[2] %= 2 * np.pi
        if state.is_free(number, pose, everyone[everyone != number]):
            state.poses[number] = pose
            accepted += 1
    return accepted
