"""Normals of round surfaces, against the sphere's own, trimesh's, and through transforms."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.assets.dice import DieShape, die_meshes
from scenewright.assets.solids import ball, block, limb
from scenewright.geometry import Mesh, rotation_xyz
from scenewright.geometry.normals import round_normals


def test_those_of_a_sphere_are_its_radii_and_a_seam_does_not_show() -> None:
    sphere = trimesh.creation.icosphere(subdivisions=3)
    found = round_normals(sphere.vertices, sphere.faces)
    assert (found * sphere.vertices).sum(axis=1).min() > 0.9999
    apart = sphere.vertices[sphere.faces].reshape(-1, 3)  # each face with corners of its own
    alone = round_normals(apart, np.arange(len(apart)).reshape(-1, 3))
    assert np.allclose(alone, found[sphere.faces.ravel()], atol=1e-4)


def test_they_are_those_of_trimesh() -> None:
    for part in die_meshes(DieShape(crown=0.1, rim=0.02)):
        theirs = trimesh.Trimesh(part.vertices_m, part.faces, process=False)
        theirs.merge_vertices(merge_tex=True, merge_norm=True, digits_vertex=5)
        used = np.unique(part.faces)  # a grid's points under a pip are of no face
        far, nearest = theirs.kdtree.query(part.vertices_m[used])
        assert far.max() < 1e-4 and part.normals is not None
        assert (part.normals[used] * theirs.vertex_normals[nearest]).sum(axis=1).min() > 0.9999


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(0.4, 2)] * 3), st.tuples(*[st.floats(-3, 3)] * 3))
def test_a_moved_one_stays_perpendicular(scale: tuple[float, ...], turn: tuple[float, ...]) -> None:
    matrix = rotation_xyz(*turn) @ np.diag([*scale, 1.0])
    solids = (block([0, 0, 0], [1, 2, 3]), ball([1, 2, 3], 1, 25, 49))
    for made, least in zip(solids, (0.9999, 0.95), strict=True):
        moved = made.moved(matrix)
        assert moved.normals is not None
        assert np.allclose(np.linalg.norm(moved.normals, axis=1), 1, atol=1e-5)
        corners = moved.vertices_m[moved.faces].astype(np.float64)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        size = np.linalg.norm(across, axis=1)
        real = size > 1e-6 * size.max()
        mean = moved.normals[moved.faces].astype(np.float64).mean(axis=1)
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        facing = (across[real] / size[real, None] * mean[real]).sum(axis=1)
        assert facing.min() > least


def test_joined_parts_keep_them_when_all_have_them() -> None:
    parts = [block([0, 0, 0], [1, 1, 1]), limb([[0, 0, 0], [0, 0, 1]], [0.1, 0.1], 8, 0.5)]
    both = Mesh.joined(parts)
    assert both.normals is not None and len(both.normals) == len(both.vertices_m)
    flat = Mesh(parts[0].vertices_m, parts[0].faces, parts[0].uv)
    assert Mesh.joined([flat, parts[1]]).normals is None
    with pytest.raises(ValueError, match="normals for each of 24 vertices, found 1"):
        Mesh(flat.vertices_m, flat.faces, None, [[0, 0, 1]])  # type: ignore[arg-type]
