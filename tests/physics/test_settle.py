"""Scenes at rest, against geometry and in words of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.errors import InputError, ScenewrightError
from scenewright.geometry import rotation_xyz, translation
from scenewright.physics import (
    Box,
    Cylinder,
    Limits,
    Plane,
    RigidBody,
    RigidScene,
    Sphere,
    drop,
    settle,
    settle_many,
    settle_or_resample,
)
from scenewright.physics.mujoco_model import mujoco

FLOOR = RigidBody(shape=Plane(), world_from_body=np.eye(4))


def dropped(shape, *, height_m=0.05, tilt=(0.3, 0.2, 0.1), floor=FLOOR):
    pose = translation([0, 0, height_m]) @ rotation_xyz(*tilt)
    return RigidScene((RigidBody(shape=shape, world_from_body=pose),), (floor,))


@pytest.mark.parametrize(
    ("shape", "height_m"),
    [(Box((0.008,) * 3), 0.008), (Sphere(0.0215), 0.0215), (Box((0.05, 0.03, 0.01)), 0.01)],
    ids=["die", "ball", "slab"],
)
def test_a_body_rests_on_its_lowest_face(shape, height_m):
    rest = settle(dropped(shape))
    assert rest.refused == "" and rest.deepest_m < 5e-5
    assert rest.world_from_body[0, 2, 3] == pytest.approx(height_m, abs=5e-5)
    if isinstance(shape, Box):
        up = np.abs(rest.world_from_body[0, 2, :3])
        assert up.max() == pytest.approx(1, abs=1e-3), "a face lies on the floor"


def test_an_upright_cylinder_stays_upright():
    rest = settle(dropped(Cylinder(0.09, 0.075), height_m=0.08, tilt=(0, 0, 0.4)))
    assert rest.refused == ""
    assert rest.world_from_body[0, 2, 3] == pytest.approx(0.075, abs=1e-4)


def tray(number: int, dice: int = 12) -> RigidScene:
    rng = np.random.Generator(np.random.Philox(key=number))
    bodies = [RigidBody(shape=Box((0.008,) * 3), world_from_body=np.eye(4))] * dice
    return RigidScene(drop(bodies, (-0.05, -0.05), (0.05, 0.05), rng, height_m=0.02), (FLOOR,))


def test_the_same_scene_gives_the_same_bytes_on_any_number_of_threads():
    scenes = [tray(number) for number in range(4)]
    one, three = settle_many(scenes, threads=1), settle_many(scenes, threads=3)
    alone = [settle(scene) for scene in scenes]
    for a, b, c in zip(one, three, alone, strict=True):
        assert a.world_from_body.tobytes() == b.world_from_body.tobytes() == c.world_from_body.tobytes()


def test_a_ball_on_a_slope_is_unsettled():
    slope = RigidBody(shape=Plane(), world_from_body=rotation_xyz(x_rad=0.2))
    assert settle(dropped(Sphere(0.02), floor=slope), Limits(longest_s=1.0)).refused == "unsettled"


def test_a_body_between_jaws_is_interpenetrating():
    jaws = tuple(
        RigidBody(shape=Box((0.01, 0.1, 0.1)), world_from_body=translation([x, 0, 0.1]))
        for x in (-0.017, 0.017)
    )
    pinched = RigidBody(shape=Box((0.008,) * 3), world_from_body=translation([0, 0, 0.05]))
    rest = settle(RigidScene((pinched,), (FLOOR, *jaws)))
    assert rest.refused == "interpenetrating" and rest.deepest_m > 0.5e-3


def test_scenes_that_do_not_settle_are_drawn_again_and_counted():
    slope = RigidBody(shape=Plane(), world_from_body=rotation_xyz(x_rad=0.2))
    floors = [slope, slope, FLOOR]
    found = settle_or_resample(
        lambda attempt: dropped(Sphere(0.02), floor=floors[attempt]), Limits(longest_s=1.0)
    )
    tally = found.tally
    assert found.settled.refused == "" and (tally.attempts, tally.unsettled, tally.interpenetrating) == (
        3,
        2,
        0,
    )
    with pytest.raises(ScenewrightError, match="3 unsettled of 3"):
        settle_or_resample(lambda _: dropped(Sphere(0.02), floor=slope), Limits(longest_s=0.2), tries=3)


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(0, 120),
    half=st.floats(0.004, 0.02),
    width=st.floats(0.08, 0.4),
    height=st.floats(0.0, 0.1),
    key=st.integers(0, 2**32),
)
def test_dropped_bodies_start_apart_and_inside(count, half, width, height, key):
    rng = np.random.Generator(np.random.Philox(key=key))
    bodies = [RigidBody(shape=Box((half,) * 3), world_from_body=np.eye(4))] * count
    started = drop(bodies, (0, 0), (width, width), rng, height_m=height)
    centres = np.array([body.world_from_body[:3, 3] for body in started]).reshape(-1, 3)
    radius = half * np.sqrt(3)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)[np.triu_indices(count, 1)]
    assert len(started) == count and (apart >= 2 * radius - 1e-9).all()
    assert (centres[:, 2] >= height + radius - 1e-12).all()
    assert (centres[:, :2] >= radius - 1e-9).all() and (centres[:, :2] <= width - radius + 1e-9).all()


def test_a_place_narrower_than_a_body_is_refused():
    body = RigidBody(shape=Box((0.1,) * 3), world_from_body=np.eye(4))
    with pytest.raises(InputError, match=r"at least 0\.346 m wide"):
        drop([body], (0, 0), (0.2, 1), np.random.Generator(np.random.Philox(key=1)), height_m=0)


def test_nothing_is_at_rest_at_once():
    rest = settle(RigidScene((), (FLOOR,)))
    assert rest.world_from_body.shape == (0, 4, 4) and rest.refused == ""


@pytest.fixture
def no_mujoco(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    mujoco.cache_clear()
    monkeypatch.setitem(sys.modules, "mujoco", None)
    yield
    mujoco.cache_clear()


def test_without_mujoco_the_package_to_install_is_named(no_mujoco):
    with pytest.raises(InputError, match=r"pip install 'scenewright\[physics\]'"):
        settle(dropped(Sphere(0.02)))
