"""The rasteriser against every ray on every triangle, on soups of random triangles."""

from __future__ import annotations

import numpy as np
import pytest
from ray_mesh import nearest_hit, pixel_rays

from scenewright.geometry import Mesh
from scenewright.randomness import Streams
from scenewright.render.rasterise import rasterise
from scenewright.scenario import draw, scenario_from_document
from scenewright.scene import Body, Camera, Crop, Material
from scenewright.worlds.traffic_light import WORLD


def a_camera() -> Camera:
    scenario = scenario_from_document({"name": "a", "world": "traffic_light"}, WORLD.parameters)
    sample = draw(scenario, root="r", strategy="random", index=0).sample
    return WORLD.build(sample, Streams("r", "0")).scenes[0].camera


CAMERA = a_camera()


def soup(key: int, count: int, depth_m: tuple[float, float] = (8.0, 12.0)) -> Mesh:
    """Triangles of half a metre near the optical axis, in world coordinates."""
    random = np.random.Generator(np.random.Philox(key=key))
    middle = np.stack([*random.normal(0, 0.3, (2, count)), random.uniform(*depth_m, count)], -1)
    local = middle[:, None] + random.normal(0, 0.25, (count, 3, 3))
    pose = CAMERA.world_from_camera
    points = local.reshape(-1, 3) @ pose[:3, :3].T + pose[:3, 3]
    return Mesh(points.astype(np.float32), np.arange(3 * count, dtype=np.uint32).reshape(-1, 3))


def everything(number: int, window: Crop) -> bool:
    return True


@pytest.mark.parametrize("key", range(6))
def test_masks_and_lengths_are_those_of_rays(key: int) -> None:
    groups = [[soup(key, 12), soup(key + 100, 3)], [soup(key + 200, 1)]]
    for group, found in zip(groups, rasterise(groups, CAMERA, everything), strict=True):
        assert found is not None
        window, lengths = found
        origin, directions = pixel_rays(CAMERA, window)
        bodies = [Body(name="b", mesh=mesh, material=Material(base_color=(1, 1, 1))) for mesh in group]
        expected = np.min([nearest_hit(origin, directions, body) for body in bodies], axis=0)
        expected = expected.reshape(lengths.shape)
        assert (np.isfinite(lengths) == np.isfinite(expected)).all() and np.isfinite(lengths).any()
        hit = np.isfinite(expected)
        np.testing.assert_allclose(lengths[hit], expected[hit], rtol=1e-9)


def test_behind_the_camera_unwanted_and_empty_groups_give_nothing() -> None:
    behind = soup(1, 4, depth_m=(-1.0, 1.0))
    found = rasterise([[behind], [soup(2, 2)], []], CAMERA, lambda number, window: number != 1)
    assert found == [None, None, None]


def test_a_mesh_without_cracks_covers_each_pixel_within() -> None:
    """Two triangles share an edge: a pixel centre on it must not fall between them."""
    pose = CAMERA.world_from_camera
    corners = np.array([[-0.5, -0.5, 9.0], [0.5, -0.5, 9.0], [0.5, 0.5, 9.0], [-0.5, 0.5, 9.0]])
    points = corners @ pose[:3, :3].T + pose[:3, 3]
    square = Mesh(points.astype(np.float32), np.array([[0, 1, 2], [0, 2, 3]], np.uint32))
    found = rasterise([[square]], CAMERA, everything)[0]
    assert found is not None and np.isfinite(found[1][1:-1, 1:-1]).all()
