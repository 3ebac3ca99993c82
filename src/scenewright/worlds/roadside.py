"""What stands behind and before the head: trees, bare trees, buildings, wires, a branch in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.shapes import blob, quad, rod, rods
from scenewright.assets.textures import facade, foliage
from scenewright.geometry import Mesh, project, rotation_xyz, translation
from scenewright.randomness import Streams
from scenewright.scene import Body, Camera, Emission, Material, Texture
from scenewright.worlds.daylight import UNIT_CD_M2, daylight_lux

__all__ = ["background_bodies", "in_view", "occluder_bodies", "wire_bodies"]


def background_bodies(sample: Mapping[str, object], view_slope: float, streams: Streams) -> list[Body]:
    """Bodies beyond the head. `view_slope` is the rise of the line of sight per metre beyond it."""
    kind = sample["background"]
    if kind == "sky":
        return []
    rng = streams.generator("background")
    away = rng.uniform(12, 70)
    sight = float(str(sample["mounting_height_m"])) + view_slope * away
    if kind == "buildings":
        return _buildings(sample, away, sight, rng)
    if kind == "trees":
        return _trees(away, sight, rng)
    if kind == "bare_trees":
        return _bare_trees(away, sight, rng)
    return []


def in_view(bodies: list[Body], camera: Camera, margin: float = 1.0) -> list[Body]:
    """Far bodies without the triangles that lie outside the crop, widened by `margin` of its size a side.

    Out of view they would only cost time: their share of the light on the head is that of a piece of sky.
    """
    crop = camera.crop
    size = np.array([crop.width_px, crop.height_px])
    low = np.array([crop.x_px, crop.y_px]) - margin * size
    high = low + (1 + 2 * margin) * size
    kept = []
    for body in bodies:
        mesh = body.mesh
        points = mesh.vertices_m.astype(np.float64)
        seen = project(points, camera.world_from_camera, camera.intrinsics)[mesh.faces, :2]
        # A comparison with NaN is false: triangles that reach behind the camera stay.
        outside = (seen.max(axis=1) < low) | (seen.min(axis=1) > high)
        inside = ~outside.any(axis=1)
        if inside.any():
            kept.append(replace(body, mesh=_with_faces(mesh, mesh.faces[inside])))
    return kept


def _with_faces(mesh: Mesh, faces: NDArray[np.uint32]) -> Mesh:
    used, compact = np.unique(faces, return_inverse=True)
    uv = None if mesh.uv is None else mesh.uv[used]
    return Mesh(mesh.vertices_m[used], compact.reshape(faces.shape).astype(np.uint32), uv)


def _buildings(
    sample: Mapping[str, object], away: float, sight: float, rng: np.random.Generator
) -> list[Body]:
    bodies = []
    dark = daylight_lux(float(str(sample["sun_elevation_deg"]))) < 800
    edge = rng.uniform(-1.2, 1.2)
    for i, (left, right) in enumerate(((-30.0, edge), (edge + rng.uniform(0.0, 3.0), 30.0))):
        if i and rng.random() < 0.4:
            continue
        tone = float(np.exp(rng.uniform(np.log(0.06), np.log(0.65))))
        tint = 1 + rng.normal(0, 0.12) * np.array([1.0, 0.1, -1.0])
        r, g, b = np.clip(tone * tint, 0.02, 0.9)
        albedo, lit = facade(rng, (float(r), float(g), float(b)), lit=0.35 if dark else 0.0)
        top = sight + (rng.uniform(-1.0, 1.5) if rng.random() < 0.35 else rng.uniform(2, 20))
        height = max(top, 3.0)
        tile = rng.uniform(5.0, 12.0)
        wall = quad(right - left, height).moved(
            translation([(left + right) / 2, away + i * 4, height / 2])
            @ rotation_xyz(z_rad=rng.normal(0, 0.25))
        )
        uv = (quad(1, 1).uv if wall.uv is None else wall.uv) * np.array(
            [(right - left) / tile, height / tile]
        )
        emission = Emission(Texture(lit * np.float32(60 / UNIT_CD_M2))) if dark and lit.any() else None
        mesh = Mesh(wall.vertices_m, wall.faces, uv.astype(np.float32))
        bodies.append(
            Body(
                name=f"building_{i}",
                mesh=mesh,
                material=Material(base_color=Texture(albedo)),
                emission=emission,
            )
        )
    return bodies


def _trees(away: float, sight: float, rng: np.random.Generator) -> list[Body]:
    season = rng.random()
    color = (
        (0.09, 0.15, 0.03) if season < 0.7 else ((0.22, 0.13, 0.03) if season < 0.85 else (0.04, 0.08, 0.03))
    )
    spread = rng.uniform(2.0, 6.0)
    middle = np.array([rng.normal(0, 2.5), away, sight + rng.normal(-1.0, 2.0)])
    clumps = []
    for _ in range(int(rng.integers(14, 30))):
        centre = middle + rng.normal(0, 1, 3) * [spread, spread * 0.5, spread * 0.6]
        clumps.append(blob(centre, rng.uniform(0.4, 1.5, 3), rng, 0.3))
    trunk = rod(np.array([middle[0], away, 0.0]), middle, 0.25)
    leaf = Material(base_color=Texture(foliage(rng, color)))
    bark = Material(base_color=(0.07, 0.055, 0.04))
    return [
        Body(name="leaves", mesh=Mesh.joined(clumps), material=leaf),
        Body(name="trunk", mesh=trunk, material=bark),
    ]


def _bare_trees(away: float, sight: float, rng: np.random.Generator) -> list[Body]:
    starts, ends, radii = [], [], []
    for _ in range(int(rng.integers(1, 4))):
        base = np.array([rng.normal(0, 3.5), away * rng.uniform(0.6, 1.0), 0.0])
        top = np.array([base[0] + rng.normal(0, 1), base[1], max(2.0, sight - rng.uniform(0.5, 3))])
        starts.append(base[None])
        ends.append(top[None])
        radii.append(np.array([0.18]))
        tips, heading, length, radius = top[None], np.array([[0.0, 0.0, 1.0]]), 2.2, 0.09
        for _ in range(4):
            grown = np.repeat(heading, 3, axis=0)
            grown = grown + rng.normal(0, 0.5, grown.shape)
            grown /= np.linalg.norm(grown, axis=1, keepdims=True)
            roots = np.repeat(tips, 3, axis=0)
            tips = roots + grown * length * rng.uniform(0.6, 1.2, (len(grown), 1))
            starts.append(roots)
            ends.append(tips)
            radii.append(np.full(len(tips), radius))
            heading, length, radius = grown, length * 0.68, radius * 0.55
    tone = float(rng.uniform(0.04, 0.16))
    mesh = rods(np.concatenate(starts), np.concatenate(ends), np.concatenate(radii), 3)
    return [Body(name="branches", mesh=mesh, material=Material(base_color=(tone, tone * 0.85, tone * 0.7)))]


def wire_bodies(sample: Mapping[str, object], view_slope: float, streams: Streams) -> list[Body]:
    """Overhead wires behind the head, some metres beyond it."""
    count = int(str(sample["wires"]))
    if not count:
        return []
    rng = streams.generator("wires")
    y = rng.uniform(0.5, 15, count)
    z = float(str(sample["mounting_height_m"])) + view_slope * y + rng.uniform(-0.8, 0.8, count)
    slope = rng.normal(0, 0.25, count)
    starts = np.stack([np.full(count, -6.0), y, z - 6 * slope], -1)
    ends = np.stack([np.full(count, 6.0), y, z + 6 * slope], -1)
    mesh = rods(starts, ends, rng.uniform(0.006, 0.02, count), 4)
    return [Body(name="wires", mesh=mesh, material=Material(base_color=(0.03, 0.03, 0.03)))]


def occluder_bodies(
    sample: Mapping[str, object], height_m: float, width_m: float, streams: Streams
) -> list[Body]:
    """A leafy branch or a pole that covers about `occlusion` of the head's width, from one side."""
    share = float(str(sample["occlusion"]))
    if share <= 0:
        return []
    rng = streams.generator("occluder")
    side = float(rng.choice([-1.0, 1.0]))
    y = -rng.uniform(0.6, 1.5)
    if rng.random() < 0.4:
        x = side * width_m * (0.5 - share / 2)
        pole = rod(np.array([x, y, 0.0]), np.array([x, y, height_m + 4]), share * width_m / 2, 10)
        return [
            Body(name="front_pole", mesh=pole, material=Material(base_color=(0.12, 0.12, 0.12), gloss=0.2))
        ]
    reach = side * width_m * (0.5 - share)
    clumps = []
    for _ in range(10):
        centre = np.array([reach + side * rng.uniform(0.1, 0.6), y, height_m + rng.uniform(-0.9, 0.9)])
        clumps.append(blob(centre, rng.uniform(0.05, 0.14, 3), rng, 0.35))
    leaf = Material(base_color=Texture(foliage(rng, (0.07, 0.13, 0.03), 24)))
    return [Body(name="front_branch", mesh=Mesh.joined(clumps), material=leaf)]
