"""What the dice lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenewright.assets.shapes import bevelled_box, quad, rod
from scenewright.assets.textures import value_noise
from scenewright.geometry import Mesh, rotation_xyz, translation
from scenewright.physics import Box, Plane, RigidBody
from scenewright.scene import Body, Material, Texture

__all__ = ["LEVEL", "Tray", "make_tray"]

_TABLE_M = 1.6
LEVEL = rotation_xyz(x_rad=-np.pi / 2)
"""From a sheet that faces -y to a floor that faces up."""


@dataclass(frozen=True, eq=False)
class Tray:
    """A tray to look at and to fall into."""

    bodies: tuple[Body, ...]
    obstacles: tuple[RigidBody, ...]
    half_m: tuple[float, float]
    """Half the sides of where dice can lie."""


def make_tray(sample: Mapping[str, object], rng: np.random.Generator) -> Tray:
    """The tray of a sample, its floor at z = 0 and its middle at the origin."""
    kind, white = str(sample["tray"]), float(str(sample["floor_reflectance"]))
    if kind == "box":
        half = (float(rng.uniform(0.085, 0.12)), float(rng.uniform(0.065, 0.095)))
        bodies = _box(half, white, rng)
    else:
        half = (0.16, 0.16)
        bodies = [_floor(white, rng)] if kind == "sheet" else [_felt(rng)]
        bodies += _edge(rng) if kind == "sheet" else []
    return Tray(tuple(bodies), _obstacles(half), half)


def _obstacles(half: tuple[float, float], thick: float = 0.02, height: float = 0.6) -> tuple[RigidBody, ...]:
    """The floor, and walls that nothing climbs."""
    made = [RigidBody(shape=Plane(), world_from_body=np.eye(4))]
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        at = [dx * (half[0] + thick / 2), dy * (half[1] + thick / 2), height / 2]
        size = (thick / 2 if dx else half[0] + thick, thick / 2 if dy else half[1] + thick, height / 2)
        made.append(RigidBody(shape=Box(size), world_from_body=translation(at)))
    return tuple(made)


def _sheet(
    name: str, size_m: tuple[float, float], material: Material, height_m: float = 0.0, tiles: float = 1
) -> Body:
    flat = quad(*size_m).moved(translation([0, 0, height_m]) @ LEVEL)
    mesh = Mesh(flat.vertices_m, flat.faces, None if flat.uv is None else flat.uv * np.float32(tiles))
    return Body(name=name, mesh=mesh, material=material)


def _floor(white: float, rng: np.random.Generator) -> Body:
    """Matt foam or plastic: nearly even, with faint clouds, smudges and a few specks of dust."""
    tint = np.array([1.0, rng.uniform(0.98, 1.01), rng.uniform(0.93, 1.02)])
    pixels = 256
    look = 1 + 0.025 * value_noise((pixels, pixels), 5, rng) + 0.008 * rng.normal(size=(pixels, pixels))
    for _ in range(int(rng.integers(0, 14))):
        x, y = rng.integers(0, pixels, 2)
        look[y, x] *= rng.uniform(0.3, 0.85)
    color = np.clip(white * look[..., None] * tint, 0.02, 0.92).astype(np.float32)
    material = Material(base_color=Texture(color), gloss=float(rng.uniform(0, 0.35)), roughness=0.5)
    return _sheet("floor", (_TABLE_M, _TABLE_M), material, tiles=3)


def _felt(rng: np.random.Generator) -> Body:
    """Cloth of any colour: fibres as fine noise."""
    hue = rng.random() * 6
    wheel = np.clip(np.abs((hue + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    strength = rng.uniform(0, 0.9)
    color = rng.uniform(0.03, 0.5) * (1 - strength + strength * wheel)
    fibres = np.exp(rng.normal(0, 0.2, (192, 192, 1))) * (
        1 + 0.08 * value_noise((192, 192), 4, rng)[..., None]
    )
    texture = Texture(np.clip(color * fibres, 0.004, 0.9).astype(np.float32))
    return _sheet("felt", (_TABLE_M, _TABLE_M), Material(base_color=texture), tiles=10)


def _edge(rng: np.random.Generator) -> list[Body]:
    """The clear rim of a plastic lid on one side, with two round magnets."""
    side, reach = float(rng.choice([-1.0, 1.0])), float(rng.uniform(0.1, 0.145))
    pose = rotation_xyz(z_rad=rng.uniform(0, 2 * np.pi)) @ translation([0, side * (reach + 0.012), 0.004])
    milky = float(rng.uniform(0.6, 0.85))
    rim = bevelled_box((0.30, 0.008, 0.026), 0.003).moved(pose @ LEVEL)
    bodies = [
        Body(name="rim", mesh=rim, material=Material(base_color=(milky,) * 3, gloss=0.8, roughness=0.15))
    ]
    dark = float(rng.uniform(0.1, 0.35))
    for x in (-0.115, 0.115):
        end = (pose @ np.array([x, 0, 0, 1]))[:3]
        disc = rod(end, end + np.array([0, 0, 0.0052]), 0.007, segments=24)
        bodies.append(Body(name="magnet", mesh=disc, material=Material(base_color=(dark,) * 3, gloss=0.3)))
    return bodies


def _box(half: tuple[float, float], white: float, rng: np.random.Generator) -> list[Body]:
    """A printed cardboard box on a table: felt inside, dark outside and on the rim."""
    height, thick = float(rng.uniform(0.02, 0.045)), float(rng.uniform(0.003, 0.006))
    inside = white * float(rng.uniform(0.55, 0.9))
    grain = 1 + 0.06 * rng.normal(size=(160, 160, 1)) + 0.04 * value_noise((160, 160), 4, rng)[..., None]
    lining = Texture(np.clip(inside * grain * np.ones(3), 0.02, 0.9).astype(np.float32))
    floor = _sheet("box_floor", (2 * half[0], 2 * half[1]), Material(base_color=lining), 0.0, tiles=2)
    table_at = -thick
    table = _floor(min(0.88, white * 1.1), rng)
    bodies = [
        floor,
        Body(name="table", mesh=table.mesh.moved(translation([0, 0, table_at])), material=table.material),
    ]
    print_ = np.clip(rng.beta(0.6, 3, (24, 96, 3)) * rng.uniform(0.1, 0.6), 0.004, 0.6).astype(np.float32)
    dark = Material(base_color=(float(rng.uniform(0.01, 0.05)),) * 3, gloss=0.5, roughness=0.3)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        long = 2 * (half[1] if dx else half[0])
        turn = rotation_xyz(z_rad=np.arctan2(-dx, dy) if dx else (0.0 if dy < 0 else np.pi))
        for name, out, material, length in (
            ("lining", 0.0, Material(base_color=lining), long),
            (
                "print",
                thick,
                Material(base_color=Texture(print_), gloss=0.4, roughness=0.3),
                long + 2 * thick,
            ),
        ):
            at = translation([dx * (half[0] + out), dy * (half[1] + out), height / 2])
            face = quad(length, height).moved(
                at @ turn @ (rotation_xyz(z_rad=np.pi) if name == "lining" else np.eye(4))
            )
            bodies.append(Body(name=name, mesh=face, material=material))
        size = (thick, long + 2 * thick) if dx else (long + 2 * thick, thick)
        rim = quad(*size).moved(
            translation([dx * (half[0] + thick / 2), dy * (half[1] + thick / 2), height]) @ LEVEL
        )
        bodies.append(Body(name="rim", mesh=rim, material=dark))
    return bodies
