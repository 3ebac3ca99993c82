"""What each die is made of, and its bodies where it came to rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets.dice import DieShape, die_meshes
from scenewright.assets.textures import value_noise
from scenewright.scene import Body, Material, Texture
from scenewright.worlds.dice_tray.colors import any_color, colors_of_a_sold_die, legible_on

__all__ = ["Die", "choose_dice", "die_bodies"]

Rgb = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Die:
    """Size and finish of one die."""

    edge_m: float
    shape: DieShape
    body: Material
    pips: Material


def choose_dice(sample: Mapping[str, object], rng: np.random.Generator) -> list[Die]:
    """The dice of a sample."""
    count, edge = int(str(sample["dice"])), float(str(sample["size_mm"])) / 1e3
    spread = float(str(sample["size_spread"]))
    kinds = [_finish(sample, rng)] if sample["set"] == "same" else []
    found = []
    for _ in range(count):
        shape, body, pips = kinds[0] if kinds else _finish(sample, rng)
        size = edge if kinds else float(np.clip(edge * (1 + spread * rng.uniform(-1, 1)), 0.008, 0.03))
        found.append(Die(size, shape, body, pips))
    return found


def die_bodies(die: Die, number: int, world_from_die: NDArray[np.float64], name: str) -> tuple[Body, Body]:
    """Shell and pips of a die, both of the same labelled instance."""
    pose = world_from_die @ np.diag([die.edge_m / 2] * 3 + [1.0])
    shell, pips = die_meshes(die.shape)
    return (
        Body(name=name, mesh=shell.moved(pose), material=die.body, instance_id=number),
        Body(name=f"{name}_pips", mesh=pips.moved(pose), material=die.pips, instance_id=number),
    )


def _finish(sample: Mapping[str, object], rng: np.random.Generator) -> tuple[DieShape, Material, Material]:
    base, pip = colors_of_a_sold_die(rng)
    colored = rng.random()
    if colored < 0.5:
        base = any_color(rng, greyish=0.25)
    if colored < 0.65:
        pip = legible_on(base, rng)
    base = np.clip(base * rng.uniform(0.75, 1.25) * rng.uniform(0.9, 1.1, 3), 0.004, 0.9)
    wear = float(str(sample["wear"])) * rng.random()
    grey = base.mean()
    base = base + 0.25 * wear * (grey - base)
    pip = pip + 0.35 * wear * rng.random() * (base - pip)
    color: tuple[float, float, float] | Texture = _rgb(base)
    kind = rng.random()
    speckled, pearl, translucent = (float(str(sample[n])) for n in ("speckled", "pearl", "translucent"))
    if kind < speckled:
        color = Texture(_speckles(base, rng))
    elif kind < speckled + pearl:
        color = Texture(_swirls(base, rng))
    elif kind < speckled + pearl + translucent:
        color = Texture(_depths(base, rng))
    gloss = float(rng.uniform(0.6, 1.0) * (1 - 0.5 * wear))
    polished = rng.uniform(0.01, 0.06) if rng.random() < 0.6 else rng.uniform(0.06, 0.25)
    roughness = float(polished + 0.2 * wear**2)
    return (
        _proportions(float(str(sample["rounding"])), rng),
        Material(base_color=color, gloss=gloss, roughness=roughness),
        Material(
            base_color=_rgb(pip), gloss=float(rng.uniform(0, 1)), roughness=float(rng.uniform(0.03, 0.4))
        ),
    )


def _proportions(rounding: float, rng: np.random.Generator) -> DieShape:
    """A shape whose pips fill most of what the flat of a face has room for, three in a row."""
    rounding = round(float(np.clip(rounding + rng.normal(0, 0.04), 0.08, 0.42)), 2)
    flat = 1 - rounding
    radius = round(flat / 3.2 * float(rng.uniform(0.68, 1.0)), 2)
    spacing = round(float(rng.uniform(2.06 * radius, max(0.97 * flat - radius, 2.06 * radius))), 2)
    return DieShape(
        rounding,
        radius,
        min(spacing, flat - radius - 0.01),
        pip_depth=round(float(rng.uniform(0.03, 0.12)), 2),
        rim=round(float(rng.uniform(0, 0.045)) if rng.random() < 0.7 else 0.0, 3),
        crown=round(float(rng.uniform(0, 0.14)) if rng.random() < 0.75 else 0.0, 3),
    )


def _speckles(base: Rgb, rng: np.random.Generator, tile: int = 96) -> NDArray[np.float32]:
    """Specks of a few colours over the atlas of six faces, soft where one ends."""
    image = np.broadcast_to(base, (2 * tile, 3 * tile, 3)).copy()
    for _ in range(int(rng.integers(1, 4))):
        color = any_color(rng) * rng.uniform(0.2, 1.2)
        grain = cv2.GaussianBlur(rng.normal(size=image.shape[:2]), (0, 0), float(rng.uniform(1.0, 3.0)))
        image = _painted(image, grain, color, float(rng.uniform(0.6, 0.92)))
    return np.clip(image, 0.004, 0.9).astype(np.float32)


def _swirls(base: Rgb, rng: np.random.Generator, tile: int = 96) -> NDArray[np.float32]:
    """Two or three colours that run into each other, as in pearl and marble dice."""
    image = np.broadcast_to(base, (2 * tile, 3 * tile, 3)).copy()
    for _ in range(int(rng.integers(1, 3))):
        clouds = value_noise(image.shape[:2], int(rng.integers(2, 6)), rng)
        share = np.clip(0.5 + clouds * rng.uniform(0.6, 5.0) + rng.uniform(-0.3, 0.2), 0, 1)[..., None]
        other = any_color(rng) if rng.random() < 0.4 else base * rng.uniform(0.02, 0.5)
        image = image * (1 - share) + other * share
    return np.clip(image, 0.004, 0.9).astype(np.float32)


def _painted(image: Rgb, field: Rgb, color: Rgb, share: float) -> Rgb:
    """`color` where `field` is above its quantile `share`, over an edge of about two texels."""
    level = np.quantile(field, share)
    slope = np.abs(np.diff(field, axis=0)).mean() * 2
    cover = np.clip((field - level) / max(float(slope), 1e-9) + 0.5, 0, 1)[..., None]
    return np.asarray(image * (1 - cover) + color * cover)


def _depths(base: Rgb, rng: np.random.Generator, tile: int = 48) -> NDArray[np.float32]:
    """Light that has gone through: deep in the middle of a face, bright and pure towards its edges."""
    v, u = np.mgrid[0:tile, 0:tile] / (tile - 1) * 2 - 1
    edge = np.clip(np.maximum(abs(u), abs(v)), 0, 1)[..., None] ** rng.uniform(1.5, 4)
    face = base * (0.45 + 0.9 * edge) + 0.12 * edge
    return np.clip(np.tile(face, (2, 3, 1)), 0.004, 0.9).astype(np.float32)


def _rgb(color: Rgb) -> tuple[float, float, float]:
    red, green, blue = (float(c) for c in color)
    return red, green, blue
