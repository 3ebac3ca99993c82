"""Road signs: art, plates, what years and weather add, and labels against a second computation."""

from __future__ import annotations

import functools
from itertools import combinations

import cv2
import numpy as np
import pytest
from ray_mesh import box_of, second_opinion

from scenewright.annotate import annotate
from scenewright.assets.signs import INKS, SIGNS, coverage, outline
from scenewright.randomness import Streams
from scenewright.render import PROFILES
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Scene, Texture
from scenewright.testing import check_world
from scenewright.worlds.traffic_sign import WORLD
from scenewright.worlds.traffic_sign.finish import finish
from scenewright.worlds.traffic_sign.parameters import STATES
from scenewright.worlds.traffic_sign.plate import plate_meshes

DESIGNS = [(sign.class_id, design) for sign in SIGNS for design in range(len(sign.designs))]
AS_NEW = {
    name: 0
    for name in ("fading", "dirt", "scratches", "stickers", "dew", "snow", "rain_mm_h", "headlight_cd_m2")
}
INK_COLORS = np.array(
    [[1, 1, 1], [0.8, 0, 0], [0, 0, 0.8], [0, 0, 0], [1, 0.8, 0], [0, 0.6, 0], [0.5, 0.5, 0.5]]
)


def drawn(count: int, **parameters: object) -> list[dict]:
    document = {"name": "signs", "world": "traffic_sign", "parameters": parameters}
    scenario = scenario_from_document(document, WORLD.parameters)
    return [dict(d.sample) for d in draw_many(scenario, root="signs", strategy="sobol", indices=range(count))]


def scenes(count: int, **parameters: object) -> list[Scene]:
    samples = enumerate(drawn(count, **parameters))
    return [WORLD.build(sample, Streams("signs", str(n))).scenes[0] for n, sample in samples]


@functools.cache
def labelled() -> list[tuple[Scene, dict]]:
    every = scenes(
        60, occlusion={"mixture": [{"weight": 0.5, "constant": 0}, {"weight": 0.5, "uniform": [0.05, 0.4]}]}
    )
    buffers = render_buffers(every, PROFILES["draft"], list(range(len(every))))
    return [(scene, annotate(each, scene)) for scene, each in zip(every, buffers, strict=True)]


def test_the_world_conforms() -> None:
    check_world(WORLD)


def test_boxes_and_visibility_agree_with_a_second_ray_caster() -> None:
    for scene, labels in labelled():
        (label,), (instance,) = labels["instances"], scene.instances
        visible, amodal, window = second_opinion(scene, instance)
        crop = scene.camera.crop
        whole = box_of(amodal, window.x_px - crop.x_px, window.y_px - crop.y_px)
        assert np.abs(np.subtract(label["box_modal"], box_of(visible, 0, 0))).max() <= 1
        assert np.abs(np.subtract(label["box_amodal"], whole)).max() <= 1
        slack = 0.01 + 1.5 / amodal.sum()
        assert abs(label["visible_fraction"] - visible.sum() / amodal.sum()) <= slack
        assert label["state"] in STATES


def test_there_are_43_classes_and_every_design_fills_its_plate() -> None:
    assert [sign.class_id for sign in SIGNS] == list(range(43))
    assert len(set(STATES)) == 43
    for class_id, design in DESIGNS:
        inks = coverage(class_id, design, 96)
        assert inks.shape == (96, 96, len(INKS))
        polygon = np.round((outline(SIGNS[class_id].plate) * [1, -1] + 1) / 2 * 96 * 16 - 8).astype(np.int32)
        plate = np.zeros((96, 96), np.uint8)
        cv2.fillPoly(plate, [polygon], 1, lineType=cv2.LINE_8, shift=4)
        edge = {"borderType": cv2.BORDER_CONSTANT, "borderValue": 0}
        inside = cv2.erode(plate, np.ones((3, 3), np.uint8), **edge) > 0
        assert inks.sum(-1)[inside].min() > 0.97, (class_id, design)
        outside = cv2.dilate(plate, np.ones((5, 5), np.uint8)) == 0
        assert not outside.any() or inks.sum(-1)[outside].max() < 0.05, (class_id, design)


def test_no_two_classes_look_alike() -> None:
    pictures = {place: coverage(*place, 48) @ INK_COLORS for place in DESIGNS}
    for one, other in combinations(DESIGNS, 2):
        if one[0] != other[0]:
            assert np.abs(pictures[one] - pictures[other]).mean() > 0.008, (one, other)


def test_signs_of_a_hand_are_mirror_images() -> None:
    """Keep right and keep left, turn right and turn left: a probe that mirrors its images would mix them."""
    for right, left in ((33, 34), (36, 37), (38, 39), (20, 19)):
        a, b = (coverage(number, 0, 64) @ INK_COLORS for number in (right, left))
        assert np.abs(a[:, ::-1] - b).mean() < 0.35 * np.abs(a - b).mean(), (right, left)


@pytest.mark.parametrize("kind", ["disc", "triangle", "yield", "octagon", "diamond"])
def test_a_plate_is_a_sheet_with_a_rim(kind: str) -> None:
    front, rest = plate_meshes(kind, 0.6, 0.0, 0.0)
    assert np.allclose(front.vertices_m[:, 1], 0)
    assert rest.vertices_m[:, 1].max() == pytest.approx(0.014)
    area = 0.5 * np.linalg.norm(
        np.cross(
            *(front.vertices_m[front.faces[:, k]] - front.vertices_m[front.faces[:, 0]] for k in (1, 2))
        ),
        axis=1,
    )
    x, y = (outline(kind) * 0.3).T
    assert area.sum() == pytest.approx(0.5 * abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)), rel=1e-5)
    bent, _ = plate_meshes(kind, 0.6, 0.03, 0.7)
    assert 0.01 < np.ptp(bent.vertices_m[:, 1]) < 0.08


def test_years_and_weather_change_the_plate_as_they_should() -> None:
    def looks(**changes: float) -> tuple[np.ndarray, np.ndarray]:
        return finish(14, 0, AS_NEW | changes, np.random.default_rng(3))

    new, retro = looks()
    assert new.dtype == np.float32 and new.min() > 0 and new.max() <= 0.92
    red = coverage(14, 0, len(new))[..., INKS.index("red")] > 0.9
    assert new[red].mean(0)[0] > 5 * new[red].mean(0)[1]
    faded, _ = looks(fading=1)
    assert np.ptp(faded[red].mean(0)) < np.ptp(new[red].mean(0))
    dirty, dim = looks(dirt=0.8)
    assert dirty.mean() < new.mean() and dim.mean() < 0.8 * retro.mean()
    snowy, _ = looks(snow=0.7)
    assert (snowy[red].min(axis=-1) > 0.5).mean() > 0.1
    for name, level in {"scratches": 1, "stickers": 1, "dew": 1, "rain_mm_h": 20}.items():
        assert np.abs(looks(**{name: level})[0] - new).mean() > 0.002, name


def test_headlights_come_back_from_the_film() -> None:
    dark = {"sun_elevation_deg": -12, "headlight_cd_m2": 100, "street_light": 0.2}
    lit, unlit = (
        render_buffers(scenes(6, **dark | {"headlight_cd_m2": level}), PROFILES["draft"], range(6))
        for level in (100, 0)
    )
    gains = [a.radiance.mean() / b.radiance.mean() for a, b in zip(lit, unlit, strict=True)]
    assert min(gains) > 1.2


def test_crops_have_the_sizes_of_a_passing_camera() -> None:
    sizes = [max(s.camera.crop.width_px, s.camera.crop.height_px) for s in scenes(200)]
    assert min(sizes) >= 14 and max(sizes) <= 300
    assert 35 < np.median(sizes) < 60


def test_rain_and_fog_veil_by_distance() -> None:
    clear, rainy, foggy = (
        scenes(1, rain_mm_h=rain, visibility_m=sight)[0].fog_extinction_per_m
        for rain, sight in ((0, 20_000), (20, 20_000), (0, 100))
    )
    assert clear < rainy < foggy
    assert foggy == pytest.approx(0.03)


def test_leaves_shade_the_plate_only_under_a_sun() -> None:
    shaded = scenes(4, leaf_shade=1, cloud_cover_okta=0, sun_elevation_deg=40)
    assert all(any(b.name == "shading_leaves" for b in s.bodies) for s in shaded)
    cloudy = scenes(4, leaf_shade=1, cloud_cover_okta=8)
    assert not any(b.name == "shading_leaves" for s in cloudy for b in s.bodies)


def test_the_art_reads_the_right_way_round() -> None:
    """Row 0 of the art is the plate's upper edge in the picture, and its left is left."""
    plain = dict(
        sign=STATES[35], mounting="post", plates_beside=0, plate_yaw_deg=0, plate_roll_deg=0,
        plate_tilt_deg=0, bend_mm=0, dirt=0, scratches=0, stickers=0, dew=0, snow=0, rain_mm_h=0,
        occlusion=0, leaf_shade=0,
        headlight_cd_m2=0, lateral_m=0, camera_roll_deg=0, distance_m=10, wires=0, cloud_cover_okta=8,
        sun_elevation_deg=40, visibility_m=30_000, old_design=0, plate_mm=600,
    )  # fmt: skip
    (scene,) = scenes(1, **plain)
    (sign,) = [b for b in scene.bodies if b.name == "sign"]
    assert isinstance(sign.material.base_color, Texture)
    picture = render_buffers([scene], PROFILES["default"], [0])[0]
    grey = picture.radiance.mean(-1)
    rows, columns = np.nonzero(picture.instance_id == 1)
    seen = cv2.resize(grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1], (48, 48))
    art = cv2.resize((coverage(35, 0, 96) @ INK_COLORS).mean(-1).astype(np.float32), (48, 48))
    disc = np.hypot(*(np.mgrid[0:48, 0:48] - 23.5)) < 22

    def likeness(image: np.ndarray) -> float:
        return float(np.corrcoef(seen[disc], image[disc])[0, 1])

    assert likeness(art) > 0.85
    assert likeness(art) > likeness(art[::-1]) + 0.2
