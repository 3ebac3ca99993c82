"""The end of a hall as one painted sheet: blinds, a curtain, a wall, stands with people, or darkness."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets.decals import emblem, lettering, pasted, word
from scenewright.assets.shapes import quad
from scenewright.assets.textures import value_noise
from scenewright.geometry import translation
from scenewright.scene import Body, Material, Texture
from scenewright.worlds.robot_field.design import grey

__all__ = ["backdrop_body"]

Image = NDArray[np.float32]
_WIDE_M, _TALL_M = 32.0, 6.4
_ROWS, _COLUMNS = 192, 960
_PER_M = 30


def backdrop_body(far_m: float, rng: np.random.Generator) -> Body:
    """The sheet at y = `far_m`."""
    kind = str(rng.choice(["blinds", "curtain", "wall", "hall", "dark"], p=[0.15, 0.15, 0.2, 0.3, 0.2]))
    noise = value_noise((_ROWS, _COLUMNS), 7, rng)
    y, x = np.mgrid[0:_ROWS, 0:_COLUMNS] / _PER_M
    if kind == "blinds":
        image = _blinds(x, y, rng)
    elif kind == "curtain":
        color = np.array([0.008, 0.016, 0.09]) if rng.random() < 0.5 else rng.beta(0.5, 3, 3) * 0.25
        folds = 1 + 0.5 * np.sin(2 * np.pi * (x * rng.uniform(1, 4) + 0.8 * noise))
        image = folds[..., None] * color
    elif kind == "wall":
        color = grey(float(rng.choice([0.06, 0.2, 0.5, 0.75])), rng, 0.08)
        if rng.random() < 0.4:
            color = np.array([0.22, 0.12, 0.08]) * rng.uniform(0.3, 1.3)
        image = (1 + 0.06 * noise)[..., None] * color
    else:
        level = rng.uniform(0.004, 0.02) if kind == "dark" else rng.uniform(0.03, 0.3)
        image = (level * (1 + 0.4 * noise))[..., None] * np.ones(3)
    picture = np.ascontiguousarray(np.clip(image, 0.003, 0.9), dtype=np.float32)
    if kind in ("hall", "dark"):
        _structure(picture, 0.5 if kind == "dark" else 1.0, rng)
    if rng.random() < (0.6 if kind in ("hall", "dark", "wall") else 0.15):
        _crowd(picture, rng)
    for _ in range(int(rng.integers(0, 6))):
        _poster(picture, rng)
    sheet = quad(_WIDE_M, _TALL_M).moved(translation([0, far_m, _TALL_M / 2]))
    texture = Texture(np.clip(picture, 0.003, 0.92))
    return Body(name="backdrop", mesh=sheet, material=Material(base_color=texture))


def _row(height_m: float) -> int:
    return int((_TALL_M - height_m) * _PER_M)


def _blinds(x: NDArray[np.float64], y: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Windows with slats between mullions, over a dark or pale parapet."""
    slats = 0.8 + 0.2 * np.sign(np.sin(2 * np.pi * y * rng.uniform(6, 12)))
    mullion = (x / rng.uniform(0.8, 2.2)) % 1 < 0.06
    parapet = y > _TALL_M - rng.uniform(0.1, 0.8)
    lit = np.where(mullion, rng.uniform(0.05, 0.5), slats * rng.uniform(0.4, 0.85))
    return np.asarray(np.where(parapet, rng.uniform(0.02, 0.5), lit)[..., None] * np.ones(3))


def _structure(picture: Image, strength: float, rng: np.random.Generator) -> None:
    """Pillars, beams, doors, lamps and stands of a hall."""
    for _ in range(int(rng.integers(4, 16))):
        column, wide = int(rng.integers(_COLUMNS)), int(rng.integers(3, 20))
        low, high = sorted(rng.uniform(0, _TALL_M, 2))
        shade = (strength * rng.choice([0.02, 0.1, 0.3, 0.6]) * grey(1.0, rng)).tolist()
        cv2.rectangle(picture, (column, _row(high)), (column + wide, _row(low)), shade, -1)
    for _ in range(int(rng.integers(0, 5))):
        at, thick = rng.uniform(2, _TALL_M), int(rng.integers(1, 8))
        shade = (strength * rng.choice([0.02, 0.2, 0.5]) * grey(1.0, rng)).tolist()
        cv2.rectangle(picture, (0, _row(at)), (_COLUMNS, _row(at) + thick), shade, -1)
    for _ in range(int(rng.integers(0, 30))):
        at_px = (int(rng.integers(_COLUMNS)), _row(float(rng.uniform(2.5, _TALL_M))))
        cv2.ellipse(picture, at_px, (int(rng.integers(1, 6)), 1), 0, 0, 360, (0.9, 0.9, 0.88), -1)


def _crowd(picture: Image, rng: np.random.Generator) -> None:
    """Rows of people who sit or stand, the rear ones higher up."""
    rows = int(rng.integers(1, 4))
    density = rng.uniform(0.15, 0.8)
    for row in range(rows, 0, -1):
        for column in range(0, _COLUMNS, int(rng.integers(12, 20))):
            if rng.random() > density:
                continue
            x = column + int(rng.integers(-4, 5))
            head_m = 1.25 + 0.45 * (row - 1) + rng.normal(0, 0.12)
            cloth = np.full(3, rng.choice([0.01, 0.015, 0.03, 0.1, 0.5]))
            if rng.random() < 0.35:
                cloth = rng.beta(0.6, 2, 3) * 0.5
            skin = np.array([0.45, 0.25, 0.17]) * rng.uniform(0.3, 1)
            body = (x, _row(head_m - 0.5))
            cv2.ellipse(picture, body, (7, 13), 0, 0, 360, cloth.tolist(), -1)
            cv2.rectangle(picture, (x - 5, _row(head_m - 0.7)), (x + 5, _row(0)), (0.012, 0.012, 0.016), -1)
            head = (x, _row(head_m))
            cv2.circle(picture, head, 4, skin.tolist(), -1)
            cv2.ellipse(picture, head, (4, 4), 0, 180, 360, (0.01, 0.008, 0.006), -1)


def _poster(picture: Image, rng: np.random.Generator) -> None:
    """A banner with a badge or a word."""
    width, height = int(rng.integers(20, 90)), int(rng.integers(15, 60))
    x, y = int(rng.integers(_COLUMNS - width)), int(rng.integers(20, _ROWS - height))
    ground = np.full(3, rng.choice([0.02, 0.6, 0.75])) if rng.random() < 0.6 else rng.beta(0.5, 1.6, 3) * 0.4
    cv2.rectangle(picture, (x, y), (x + width, y + height), ground.tolist(), -1)
    ink = rng.beta(0.5, 1, 3) * 0.6
    if rng.random() < 0.5:
        pasted(picture, emblem(int(0.8 * min(width, height)), rng), (x + width // 2, y + height // 2), ink)
    else:
        text = lettering(word(rng), max(6, height // 3), rng)[:, : width - 2]
        pasted(picture, text, (x + width // 2, y + height // 2), ink)
