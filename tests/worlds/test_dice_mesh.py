"""Dice as meshes, against trimesh and against what every player knows."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from scenewright.assets.dice import FACES, DieShape, die_meshes, face_up

NAMES = [name for name, _ in FACES]


def whole(shape: DieShape) -> trimesh.Trimesh:
    body, pips = die_meshes(shape)
    faces = np.concatenate([body.faces, pips.faces + len(body.vertices_m)])
    made = trimesh.Trimesh(np.concatenate([body.vertices_m, pips.vertices_m]), faces, process=False)
    made.merge_vertices(merge_tex=True, merge_norm=True, digits_vertex=5)
    return made


@settings(max_examples=25, deadline=None)
@given(
    rounding=st.floats(0.06, 0.4),
    fill=st.floats(0.3, 0.97),
    apart=st.floats(0.02, 0.98),
    depth=st.floats(0.02, 0.15),
)
def test_body_and_pips_are_watertight_together(rounding, fill, apart, depth):
    radius = fill * (1 - rounding) / 3
    closest, widest = 2 * radius, 1 - rounding - radius
    made = whole(DieShape(rounding, radius, closest + apart * (widest - closest), depth))
    assert made.is_watertight and made.is_winding_consistent
    assert np.allclose(made.bounds, [[-1] * 3, [1] * 3])
    corners = np.abs(made.triangles)
    on_flat = (corners > 1 - 1e-6).all(axis=1).any(axis=1) & (made.area_faces > 1e-9)
    outward = np.einsum("ij,ij->i", made.face_normals, made.triangles_center)
    assert (outward[on_flat] > 0.99).all(), "a triangle of a flat is turned over"
    # A cube rounded by r (Steiner's formula), less 21 paraboloid dents of half their cylinder's volume.
    flat = 2 - 2 * rounding
    solid = flat**3 + 6 * flat**2 * rounding + 3 * np.pi * flat * rounding**2 + 4 / 3 * np.pi * rounding**3
    assert made.volume == pytest.approx(solid - 21 * np.pi * radius**2 * depth / 2, rel=0.01)


def test_a_crowned_die_is_domed_without_a_step():
    flat, domed = (whole(DieShape(crown=crown)) for crown in (0.0, 0.12))
    sunken = whole(DieShape(rim=0.04))
    assert sunken.is_watertight and sunken.is_winding_consistent and sunken.volume < flat.volume
    assert domed.is_watertight and domed.is_winding_consistent
    assert 0.8 * flat.volume < domed.volume < 0.99 * flat.volume
    assert (np.abs(domed.bounds) <= 1 + 1e-6).all() and (np.abs(domed.bounds) > 0.99).all()
    # Along a face its height is about 1 - c r^4 at the distance r from its middle.
    points = domed.vertices[(domed.vertices[:, 2] > 0.8) & (np.abs(domed.vertices[:, :2]) < 0.7).all(axis=1)]
    away = (points[:, :2] ** 2).sum(axis=1)
    of_face = np.abs(points[:, 2] - (1 - 0.12 * away**2)) < 0.02
    assert of_face.sum() > 30 and points[of_face, 2].min() < 0.98


def test_each_face_has_its_pips_and_opposite_faces_sum_to_seven():
    _, pips = die_meshes(DieShape())
    parts = trimesh.Trimesh(pips.vertices_m, pips.faces).split(only_watertight=False)
    middles = np.array([part.vertices.mean(axis=0) for part in parts])
    counts = {name: int((middles @ np.array(normal) > 0.8).sum()) for name, normal in FACES}
    assert counts == {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    normals = dict(FACES)
    for one, other in (("one", "six"), ("two", "five"), ("three", "four")):
        assert tuple(np.negative(normals[other])) == normals[one]
    one, two, three = (np.array(normals[name]) for name in ("one", "two", "three"))
    assert np.cross(one, two) @ three == 1, "1, 2, 3 run counter-clockwise as on western dice"


@pytest.mark.parametrize("number", range(6))
def test_the_upper_face_is_told_from_the_pose(number):
    lifted, _ = Rotation.align_vectors([[0, 0, 1]], [FACES[number][1]])
    tilted = Rotation.from_euler("xyz", [0.2, -0.3, 0]) * Rotation.from_euler("z", 1.1) * lifted
    pose = np.eye(4)
    pose[:3, :3] = tilted.as_matrix()
    assert face_up(pose) == NAMES[number]


def test_pips_over_the_edge_are_refused():
    with pytest.raises(ValueError, match="pips inside the flat"):
        DieShape(rounding=0.5, pip_radius=0.2, pip_spacing=0.5)


def test_pips_that_touch_are_refused():
    with pytest.raises(ValueError, match="pips that are apart"):
        DieShape(rounding=0.2, pip_radius=0.26, pip_spacing=0.5)
