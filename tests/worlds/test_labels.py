"""Labels of the world `traffic_light` against an independent ray-mesh computation."""

from __future__ import annotations

import numpy as np
import pytest
from ray_mesh import box_of, second_opinion

from scenewright.annotate import annotate
from scenewright.randomness import Streams
from scenewright.render import PROFILES
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.scenario import draw, scenario_from_document
from scenewright.scene import Scene
from scenewright.worlds.traffic_light import WORLD

FRAMES = 200


def a_scene(index: int) -> Scene:
    document = {
        "name": "audit",
        "world": "traffic_light",
        "parameters": {
            "occlusion": {
                "mixture": [{"weight": 0.5, "constant": 0}, {"weight": 0.5, "uniform": [0.05, 0.6]}]
            },
            "distance_m": {"log_uniform": [25, 80]},
        },
    }
    scenario = scenario_from_document(document, WORLD.parameters)
    sample = draw(scenario, root="audit", strategy="random", index=index).sample
    return WORLD.build(sample, Streams("audit", str(index))).scenes[0]


@pytest.fixture(scope="module")
def frames() -> list[tuple[Scene, dict]]:
    made = []
    for index in range(FRAMES):
        scene = a_scene(index)
        made.append((scene, annotate(render_buffers([scene], PROFILES["draft"], [index])[0], scene)))
    return made


def test_boxes_and_visibility_agree_with_a_second_ray_caster(frames: list[tuple[Scene, dict]]) -> None:
    for scene, labels in frames:
        by_id = {label["instance_id"]: label for label in labels["instances"]}
        for instance in (i for i in scene.instances if i.subject):
            visible, amodal, window = second_opinion(scene, instance)
            label = by_id.get(instance.instance_id)
            if label is None:
                assert visible.sum() <= 1, "a visible instance has no label"
                continue
            assert visible.any(), "a label of an invisible object"
            assert np.abs(np.subtract(label["box_modal"], box_of(visible, 0, 0))).max() <= 1
            crop = scene.camera.crop
            whole = box_of(amodal, window.x_px - crop.x_px, window.y_px - crop.y_px)
            assert np.abs(np.subtract(label["box_amodal"], whole)).max() <= 1
            expected = visible.sum() / amodal.sum()
            slack = 0.01 + 1.5 / amodal.sum()  # one pixel of a far lamp is more than 1 %
            assert abs(label["visible_fraction"] - expected) <= slack


def test_the_audit_sees_a_shifted_box(frames: list[tuple[Scene, dict]]) -> None:
    scene, labels = frames[0]
    head = labels["instances"][0]
    visible, _, _ = second_opinion(scene, scene.instances[0])
    shifted = [head["box_modal"][0] + 3, *head["box_modal"][1:]]
    assert np.abs(np.subtract(shifted, box_of(visible, 0, 0))).max() > 1


def test_neighbours_are_labelled_where_they_can_be_seen(frames: list[tuple[Scene, dict]]) -> None:
    seen = 0
    for scene, labels in frames:
        by_id = {label["instance_id"]: label for label in labels["instances"]}
        for instance in (i for i in scene.instances if not i.subject):
            visible, _, _ = second_opinion(scene, instance)
            label = by_id.get(instance.instance_id)
            assert (label is not None) == bool(visible.any()) or visible.sum() <= 1
            if label is not None:
                seen += 1
                assert np.abs(np.subtract(label["box_modal"], box_of(visible, 0, 0))).max() <= 1
    assert seen >= 5, "the audit needs neighbours in view"


def test_every_label_has_visible_pixels(frames: list[tuple[Scene, dict]]) -> None:
    assert all(i["visible_px"] > 0 for _, labels in frames for i in labels["instances"])
