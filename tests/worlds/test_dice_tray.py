"""Dice in a tray: where physics put them, with labels that rays and the eye confirm."""

from __future__ import annotations

import dataclasses
import functools
import sys

import numpy as np
import pytest
import trimesh

from scenewright.annotate import annotate
from scenewright.assets.dice import FACES, die_meshes
from scenewright.errors import InputError
from scenewright.geometry import apply
from scenewright.physics.mujoco_model import mujoco
from scenewright.randomness import Streams
from scenewright.render import PROFILES, mitsuba_backend
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.render.variant import SCALAR, llvm_status
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Scene
from scenewright.sensors import expose
from scenewright.testing import check_world
from scenewright.worlds.dice_tray import WORLD
from scenewright.worlds.dice_tray.dice import Die, choose_dice
from scenewright.worlds.room_light import _RGB_FROM_XYZ, room_light, temperature_rgb

FRAMES = 3


@functools.cache
def scenes(count: int = FRAMES, **parameters: object) -> list[tuple[dict, Streams, Scene]]:
    document = {"name": "dice", "world": "dice_tray", "parameters": parameters}
    drawn = draw_many(scenario_from_document(document), root="dice", strategy="sobol", indices=range(count))
    made = []
    for number, each in enumerate(drawn):
        streams = Streams("dice", str(number))
        made.append((dict(each.sample), streams, WORLD.build(each.sample, streams).scenes[0]))
    return made


@functools.cache
def labelled() -> list[tuple[Scene, np.ndarray, dict]]:
    every = [scene for *_, scene in scenes()]
    buffers = render_buffers(every, PROFILES["draft"], list(range(len(every))))
    return [(s, b.instance_id, annotate(b, s)) for s, b in zip(every, buffers, strict=True)]


def test_the_world_conforms():
    check_world(WORLD, samples=2)


def test_dice_lie_on_the_floor_inside_the_tray():
    for sample, _, scene in scenes(24):
        poses = np.array([i.world_from_instance for i in scene.instances])
        edges = {
            i.instance_id: np.ptp(
                b.mesh.vertices_m @ i.world_from_instance[:3, :3].astype(np.float32), axis=0
            ).max()
            for i in scene.instances
            for b in scene.bodies
            if b.name == f"die_{i.instance_id}"
        }
        assert len(scene.instances) == sample["dice"] == len(edges)
        lowest = min(b.mesh.vertices_m[:, 2].min() for b in scene.bodies if b.instance_id)
        assert -5e-4 < lowest < 2e-3
        flat = [poses[n, 2, 3] < 0.51 * edges[i.instance_id] for n, i in enumerate(scene.instances)]
        assert sum(flat) > 0.5 * len(poses), "most lie flat on the floor"
        assert np.abs(poses[:, :2, 3]).max() < 0.17


def test_class_is_the_number_of_pips_that_look_up():
    for scene, _, labels in labelled():
        for instance in scene.instances:
            pips = next(b.mesh for b in scene.bodies if b.name == f"die_{instance.instance_id}_pips")
            parts = trimesh.Trimesh(pips.vertices_m, pips.faces, process=True).split(only_watertight=False)
            centre = instance.world_from_instance[:3, 3]
            heights = np.array([part.vertices.mean(axis=0)[2] - centre[2] for part in parts])
            up = [name for name, _ in FACES].index(instance.category) + 1
            if abs(instance.world_from_instance[2, :3]).max() > 0.999:  # flat, not leaning on another
                assert (heights > 0.9 * heights.max()).sum() == up
        assert {label["category"] for label in labels["instances"]} <= set(WORLD.categories)


def overlap(scene: Scene, mask: np.ndarray, label: dict, die: Die, shift_m: float = 0.0) -> float:
    """IoU of the instance's mask and of its mesh, cast by rays from the labelled pose alone."""
    k, (x0, y0, x1, y1) = scene.camera.intrinsics, label["box_amodal"]
    pose = np.array(label["camera_from_instance"]).reshape(4, 4)
    pose[0, 3] += shift_m
    shell, pips = die_meshes(die.shape)
    points = np.concatenate([shell.vertices_m, pips.vertices_m]) * die.edge_m / 2
    faces = np.concatenate([shell.faces, pips.faces + len(shell.vertices_m)])
    y, x = np.mgrid[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] + 0.5
    rays = np.stack([(x - k.cx_px) / k.focal_px, (y - k.cy_px) / k.focal_px, np.ones_like(x)], -1)
    mesh = trimesh.Trimesh(apply(pose, points), faces, process=False)
    hit = mesh.ray.intersects_any(np.zeros((x.size, 3)), rays.reshape(-1, 3)).reshape(x.shape)
    own = mask[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] == label["instance_id"]
    return float((hit & own).sum() / (hit | own).sum())


def test_labelled_poses_reproduce_the_masks():
    whole = []
    for (sample, streams, scene), (_, mask, labels) in zip(scenes(), labelled(), strict=True):
        dice = choose_dice(sample, streams.generator("dice"))
        for label in labels["instances"]:
            x0, y0, x1, y1 = label["box_amodal"]
            if label["visible_fraction"] == 1 and min(x0, y0) > 2 and max(x1, y1) < 638:
                whole.append((scene, mask, label, dice[label["instance_id"] - 1]))
    assert len(whole) >= 10
    assert min(overlap(*each) for each in whole) >= 0.99
    assert max(overlap(*each, shift_m=1e-3) for each in whole) < 0.97, "a millimetre is seen"


def test_light_is_of_unit_strength_on_white_paper():
    for sample, streams, scene in scenes(24):
        sky, on_white = room_light(sample, streams.generator("light"))
        assert np.array_equal(sky.radiance, scene.sky.radiance) and (sky.radiance >= 0).all()
        rows, columns = sky.radiance.shape[:2]
        theta = (np.arange(rows) + 0.5) / rows * np.pi
        weight = np.clip(np.cos(theta), 0, 1) * np.sin(theta) * (np.pi / rows) * (2 * np.pi / columns)
        irradiance = (sky.radiance * weight[:, None, None]).sum(axis=(0, 1))
        assert irradiance / np.pi == pytest.approx(on_white, rel=2e-3)
        assert on_white @ [0.2126, 0.7152, 0.0722] == pytest.approx(1)


def test_colour_of_light_follows_its_temperature():
    # Chromaticities of black bodies by CIE 15 (illuminant A) and Wyszecki and Stiles, table 1(3.3.4).
    table = [(2000, 0.5267, 0.4133), (2856, 0.4476, 0.4075), (4000, 0.3805, 0.3767), (6500, 0.3135, 0.3237)]
    for kelvin, x, y in table:
        xyz = np.linalg.solve(_RGB_FROM_XYZ, temperature_rgb(kelvin))
        assert xyz[:2] / xyz.sum() == pytest.approx([x, y], abs=1.5e-3)


def test_white_paper_comes_out_grey():
    *_, scene = scenes()[0]
    for neutral in ((1.0, 1.0, 1.0), (1.4, 0.92, 0.56), (0.8, 1.0, 1.3)):
        sensor = dataclasses.replace(
            scene.camera.sensor, neutral=neutral, white_balance=(1.0, 1.0, 1.0), veiling_glare=0, exposure=0.4
        )
        paper = np.broadcast_to(np.array(neutral, np.float32), (32, 32, 3))
        image = expose(paper, sensor, Streams("paper", "0")).astype(float).mean(axis=(0, 1))
        assert np.ptp(image) < 2.5, "grey within 1 %"


def test_without_mujoco_the_world_says_what_to_install(monkeypatch):
    sample, streams, _ = scenes()[0]  # may be the first to ask for them, with MuJoCo
    mujoco.cache_clear()
    monkeypatch.setitem(sys.modules, "mujoco", None)
    with pytest.raises(InputError, match=r"scenewright\[physics\]"):
        WORLD.build(sample, streams)
    mujoco.cache_clear()


def test_both_variants_show_the_same_scene(monkeypatch):
    if not llvm_status().usable:
        pytest.skip("no usable LLVM on this machine")
    every = [scene for *_, scene in scenes()][:2]
    by_llvm = render_buffers(every, PROFILES["draft"], [1, 2])
    monkeypatch.setattr(mitsuba_backend, "variant_for", lambda *, large: SCALAR)
    by_scalar = render_buffers(every, PROFILES["draft"], [1, 2])
    for one, other in zip(by_llvm, by_scalar, strict=True):
        assert (one.instance_id != other.instance_id).mean() < 2e-4
        assert np.abs(one.depth_m / other.depth_m - 1).mean() < 1e-4
        difference = np.abs(one.radiance - other.radiance)
        assert 0 < np.quantile(difference, 0.99) < 0.1 * one.radiance.mean() + 0.05
