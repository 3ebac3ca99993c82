from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenewright.geometry import Intrinsics, apply, invert, look_at, project, rotation_xyz, translation

angles = st.floats(-3.1, 3.1)
K = Intrinsics(width_px=640, height_px=480, focal_px=500.0, cx_px=320.0, cy_px=240.0)


@given(angles, angles, angles)
def test_transforms_form_a_group(x: float, y: float, z: float) -> None:
    m = translation([1.0, -2.0, 3.0]) @ rotation_xyz(x, y, z)
    np.testing.assert_allclose(invert(m) @ m, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(np.linalg.det(m[:3, :3]), 1.0)


def test_the_target_is_in_the_middle_and_up_is_up() -> None:
    pose = look_at([0, -10, 2], [0, 0, 2])
    pixels = project(np.array([[0, 0, 2.0], [1, 0, 2], [0, 0, 3]]), pose, K)
    np.testing.assert_allclose(pixels[0], [320, 240, 10])
    np.testing.assert_allclose(pixels[1], [370, 240, 10])  # world +x is to the right
    np.testing.assert_allclose(pixels[2], [320, 190, 10])  # world up is up, pixel y grows downwards


def test_points_behind_the_camera_have_no_pixel() -> None:
    assert np.isnan(project(np.array([[0, -20.0, 2]]), look_at([0, -10, 2], [0, 0, 2]), K)[0, :2]).all()


@given(st.floats(-0.5, 0.5))
def test_roll_turns_the_picture_the_other_way(roll: float) -> None:
    pose = look_at([0, -10, 2], [0, 0, 2], roll_rad=roll)
    x, y = project(np.array([[0.0, 0, 3]]), pose, K)[0, :2] - [320, 240]
    np.testing.assert_allclose(np.arctan2(x, -y), -roll, atol=1e-9)
    np.testing.assert_allclose(apply(pose, [[0, 0, 10.0]]), [[0, 0, 2]], atol=1e-9)
