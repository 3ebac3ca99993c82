"""Meshes and the sun take what a newcomer hands in, or say what they expected."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.geometry import Mesh
from scenewright.scene import Sun


def test_lists_become_arrays_of_the_right_type() -> None:
    mesh = Mesh([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], [[0, 0], [1, 0], [0, 1]])  # type: ignore[arg-type]
    assert (mesh.vertices_m.dtype, mesh.faces.dtype) == (np.float32, np.uint32)
    assert mesh.uv is not None and mesh.uv.dtype == np.float32
    same = np.zeros((3, 3), np.float32)
    assert Mesh(same, mesh.faces).vertices_m is same


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([[0, 0]], [[0, 0, 0]]), r"vertices_m of shape \(n, 3\), found \(1, 2\)"),
        (([[0, 0, 0]], [0, 0, 0]), r"faces of shape \(n, 3\), found \(3,\)"),
        (([[0, 0, 0]], [[0, 0, 0]], [[0, 0], [1, 1]]), "uv for each of 1 vertices, found 2"),
    ],
)
def test_other_shapes_are_refused(given, said) -> None:
    with pytest.raises(ValueError, match=said):
        Mesh(*given)


def test_the_sun_has_a_direction_of_length_one() -> None:
    sun = Sun(direction=(0, 3, 4), irradiance=(1, 1, 1))  # type: ignore[arg-type]
    assert np.allclose(sun.direction, [0, 0.6, 0.8])
    for wrong in ((0, 0, 0), (1, 2), 5):
        with pytest.raises(ValueError, match="three numbers"):
            Sun(direction=wrong, irradiance=(1, 1, 1))  # type: ignore[arg-type]
