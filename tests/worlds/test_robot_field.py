"""Robots, balls and goals on a carpet: they stand apart, and labels, poses and pixels agree."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import trimesh

from scenewright.annotate import annotate
from scenewright.assets.atlas import bake, into_region
from scenewright.assets.carpet import SIDE_PX, carpet
from scenewright.assets.decals import emblem, lettering, pasted, word
from scenewright.assets.shapes import quad
from scenewright.assets.solids import ball, block, limb
from scenewright.geometry import apply, invert
from scenewright.randomness import Streams
from scenewright.render import PROFILES, mitsuba_scene
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.render.same_kernel import same_kernel
from scenewright.render.variant import llvm_status
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Scene, Texture
from scenewright.testing import check_world
from scenewright.worlds.robot_field import WORLD
from scenewright.worlds.robot_field.ball import RADIUS_M
from scenewright.worlds.robot_field.camera import SIDE_PX as FRAME_PX
from scenewright.worlds.robot_field.design import choose_design
from scenewright.worlds.robot_field.shape import robot_mesh
from scenewright.worlds.robot_field.skin import robot_skin

SIZES = {"robot": (0.155, 0.181), "ball": (0.0425, 0.0431), "goal": (0.6, 1.5)}
"""Least and largest extent along the floor [m]."""


@functools.cache
def scenes(count: int, **parameters: object) -> list[tuple[dict, Scene]]:
    document = {"name": "field", "world": "robot_field", "parameters": parameters}
    drawn = draw_many(scenario_from_document(document), root="field", strategy="sobol", indices=range(count))
    return [
        (dict(d.sample), WORLD.build(d.sample, Streams("field", str(n))).scenes[0])
        for n, d in enumerate(drawn)
    ]


@functools.cache
def labelled(count: int = 12, **parameters: object) -> list[tuple[Scene, np.ndarray, dict]]:
    every = [scene for _, scene in scenes(count, **parameters)]
    buffers = render_buffers(every, PROFILES["draft"], list(range(len(every))))
    return [(s, b.instance_id, annotate(b, s)) for s, b in zip(every, buffers, strict=True)]


def own_mesh(scene: Scene, instance_id: int) -> tuple[np.ndarray, np.ndarray]:
    """Vertices in the instance's own frame, and faces."""
    instance = next(i for i in scene.instances if i.instance_id == instance_id)
    body = next(b for b in scene.bodies if b.instance_id == instance_id)
    return apply(invert(instance.world_from_instance), body.mesh.vertices_m), body.mesh.faces


def test_the_world_conforms():
    check_world(WORLD, samples=3)


def test_a_field_without_anything_on_it_is_a_frame():
    (_, scene), *_ = scenes(1, arrangement="empty")
    buffers = render_buffers([scene], PROFILES["draft"], [1])[0]
    assert not scene.instances and not annotate(buffers, scene)["instances"]
    assert not buffers.instance_id.any() and np.isfinite(buffers.radiance).all()


def test_things_have_their_sizes_and_stand_on_the_carpet():
    seen = set()
    for _, scene in scenes(40):
        for instance in scene.instances:
            points, _ = own_mesh(scene, instance.instance_id)
            extent = np.ptp(points, axis=0)
            low, high = SIZES[instance.category]
            assert low <= extent[:2].max() <= high, (instance.category, extent)
            body = next(b for b in scene.bodies if b.instance_id == instance.instance_id)
            assert abs(body.mesh.vertices_m[:, 2].min()) < 0.007
            seen.add(instance.category)
    assert seen == set(WORLD.categories)


def gap_m(one: Scene, first: int, second: int) -> float:
    """Distance between the circles around two robots or balls, negative where they overlap."""
    hulls = []
    for instance in (one.instances[first], one.instances[second]):
        points, _ = own_mesh(one, instance.instance_id)
        reach = np.hypot(*points[:, :2].T).max() if instance.category == "robot" else RADIUS_M
        hulls.append((instance.world_from_instance[:2, 3], reach))
    (a, r), (b, s) = hulls
    return float(np.hypot(*(a - b)) - r - s)


@pytest.mark.parametrize("arrangement", ["play", "duel", "row", "spread"])
def test_nothing_overlaps(arrangement):
    for sample, scene in scenes(24, arrangement=arrangement, setting="hall", robots=11, balls=4):
        round_ones = [n for n, i in enumerate(scene.instances) if i.category != "goal"]
        gaps = [gap_m(scene, a, b) for a in round_ones for b in round_ones if a < b]
        assert min(gaps, default=0) > -1e-3
        goal = next((i for i in scene.instances if i.category == "goal"), None)
        if goal is None:
            continue
        mesh = trimesh.Trimesh(*own_mesh(scene, goal.instance_id), process=True)
        boards = mesh.split(only_watertight=False)
        for n in round_ones:
            pose = scene.instances[n].world_from_instance
            at = apply(invert(goal.world_from_instance), pose[:3, 3][None])[0, :2]
            radius = RADIUS_M if scene.instances[n].category == "ball" else 0.0905
            for board in boards:
                low, high = board.bounds[0, :2], board.bounds[1, :2]
                outside = np.maximum(np.maximum(low - at, at - high), 0)
                assert np.hypot(*outside) > radius - 2e-3, sample["setting"]


def test_overlap_would_be_seen():
    _, scene = next(each for each in scenes(24, arrangement="row", setting="hall", robots=11, balls=4))
    assert len(scene.instances) >= 2
    assert gap_m(scene, 0, 0) < -0.15


def test_what_is_seen_lies_before_the_camera():
    for scene, mask, _ in labelled():
        camera_from_world = invert(scene.camera.world_from_camera)
        for instance in scene.instances:
            body = next(b for b in scene.bodies if b.instance_id == instance.instance_id)
            depth = apply(camera_from_world, body.mesh.vertices_m)[:, 2]
            assert depth.min() > 0.05 or not (mask == instance.instance_id).any()


def overlap(scene: Scene, mask: np.ndarray, label: dict, shift_m: float = 0.0) -> float:
    """IoU of the instance's mask and of its own mesh, cast by rays from the labelled pose alone."""
    k, (x0, y0, x1, y1) = scene.camera.intrinsics, label["box_amodal"]
    pose = np.array(label["camera_from_instance"]).reshape(4, 4)
    pose[0, 3] += shift_m
    points, faces = own_mesh(scene, label["instance_id"])
    y, x = np.mgrid[y0:y1, x0:x1] + 0.5
    rays = np.stack([(x - k.cx_px) / k.focal_px, (y - k.cy_px) / k.focal_px, np.ones_like(x)], -1)
    mesh = trimesh.Trimesh(apply(pose, points), faces, process=False)
    hit = mesh.ray.intersects_any(np.zeros((x.size, 3)), rays.reshape(-1, 3)).reshape(x.shape)
    own = mask[y0:y1, x0:x1] == label["instance_id"]
    return float((hit & own).sum() / (hit | own).sum())


def test_labelled_poses_reproduce_the_masks():
    whole = []
    bare = {"setting": "room", "arrangement": "play", "robots": 0, "goal": "present", "camera_yaw_deg": 0}
    goals = labelled(6, **bare, balls=2)
    for scene, mask, labels in labelled() + goals:
        for label in labels["instances"]:
            x0, y0, x1, y1 = label["box_amodal"]
            inside = min(x0, y0) >= 0 and max(x1, y1) <= FRAME_PX
            # In a small mask a pixel whose centre falls on the very edge counts for more than one hundredth.
            if label["visible_fraction"] == 1 and inside and label["visible_px"] > 150:
                whole.append((scene, mask, label))
    assert {label["category"] for *_, label in whole} == set(WORLD.categories)
    assert min(overlap(*each) for each in whole) >= 0.99
    assert max(overlap(*each, shift_m=0.02) for each in whole) < 0.97, "two centimetres are seen"


def test_all_colours_fit_what_a_surface_reflects():
    for _, scene in scenes(12):
        for body in scene.bodies:
            color = body.material.base_color
            pixels = np.asarray(getattr(color, "pixels", color))
            assert pixels.min() > 0 and pixels.max() <= 0.96, body.name


def test_a_skin_covers_every_part_of_a_robot():
    for number in range(20):
        rng = Streams("design", str(number)).generator("team")
        design = choose_design(rng, split_share=0.5, dark_share=0.5)
        mesh = robot_mesh(design)
        assert mesh.uv is not None and mesh.uv.min() >= 0 and mesh.uv.max() <= 1
        reach = np.hypot(mesh.vertices_m[:, 0], mesh.vertices_m[:, 1]).max()
        assert reach <= 0.0905 and mesh.vertices_m[:, 2].max() <= 0.155
        skin = robot_skin(design, 7, 0.8, rng)
        rows, columns = skin.shape[:2]
        at = (mesh.uv * [columns, rows]).astype(int).clip(0, [columns - 1, rows - 1])
        # The parts of the texture that no region uses are black.
        assert (skin[rows - 1 - at[:, 1], at[:, 0]].max(axis=1) > 0.0029).all()


def test_an_atlas_gives_each_mesh_its_own_image():
    colors = np.eye(3) * 0.5 + 0.1
    mesh, pixels = bake([(quad(1, 1), color) for color in colors], 8)
    side = pixels.shape[0]
    for number, color in enumerate(colors):
        for u, v in mesh.uv[4 * number : 4 * number + 4]:
            found = pixels[int((1 - v) * side), min(int(u * side), side - 1)]
            assert found == pytest.approx(color)
    with pytest.raises(ValueError, match="texture coordinates"):
        into_region(trimesh_without_texture(), (0, 0, 1, 1))


def trimesh_without_texture():
    flat = quad(1, 1)
    return type(flat)(flat.vertices_m, flat.faces)


@pytest.mark.parametrize(
    "solid",
    [
        block([0, 0, 0], [1, 2, 3]),
        ball([1, 0, 0], [1, 2, 3], 24, 40),
        limb([[0, 0, 0], [0, 0, 1]], [1, 1], 64),
    ],
)
def test_solids_are_closed_and_turned_outwards(solid):
    mesh = trimesh.Trimesh(solid.vertices_m, solid.faces, process=True)
    mesh.merge_vertices(merge_tex=True)
    mesh.update_faces(mesh.nondegenerate_faces())
    volume = {12: 6.0, 46 * 39: 8 * np.pi}.get(len(solid.faces), np.pi)
    assert mesh.volume == pytest.approx(volume, rel=0.03)


def test_a_carpet_repeats_without_a_seam():
    rng = Streams("carpet", "0").generator("carpet")
    image = carpet(np.array([0.1, 0.2, 0.1]), rng, tufts=0.0, patches=0.3, dirt=0)
    across = np.abs(np.diff(image, axis=1)).mean()
    assert np.abs(image[:, 0] - image[:, -1]).mean() < 2 * across and image.shape == (SIDE_PX, SIDE_PX, 3)


def test_decals_hold_ink_and_wrap_around():
    rng = Streams("decals", "0").generator("decals")
    assert all(0.1 < emblem(40, rng).mean() < 0.98 for _ in range(20))
    mask = lettering(word(rng), 20, rng)
    assert mask.shape[0] == 20 and mask.max() > 0.8
    image = np.zeros((30, 64, 3), dtype=np.float32)
    pasted(image, np.ones((10, 20), dtype=np.float32), (0, 29), np.ones(3))
    assert image[29, [0, 9, 54, 63]].all() and not image[29, 12:52].any()


def test_scenes_share_their_kernels():
    patterns = set()
    for _, scene in scenes(40, setting="room"):
        bodies = same_kernel(scene.bodies)
        assert [b for b in bodies if b.name != "filler"] != [] and len(bodies) % 8 == 0
        assert {b.name for b in scene.bodies} <= {b.name for b in bodies}
        dark = {(b.material.gloss > 0, isinstance(b.material.base_color, Texture)) for b in bodies}
        assert len(dark) == 4, "all kinds of material are there in each scene"
        patterns.add(len(bodies))
    assert len(patterns) <= 3


def test_fillers_change_no_pixel(monkeypatch):
    if not llvm_status().usable:
        pytest.skip("no usable LLVM on this machine")
    every = [scene for _, scene in scenes(12)][:2]
    filled = render_buffers(every, PROFILES["draft"], [1, 2])
    monkeypatch.setattr(mitsuba_scene, "same_kernel", lambda bodies: bodies)
    plain = render_buffers(every, PROFILES["draft"], [1, 2])
    for one, other in zip(filled, plain, strict=True):
        assert np.array_equal(one.radiance, other.radiance)
        assert np.array_equal(one.instance_id, other.instance_id)
