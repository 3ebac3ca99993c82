"""Procedural textures: linear RGB arrays, shape (h, w, 3), float32."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["facade", "foliage", "lens_pattern", "value_noise"]

Image = NDArray[np.float32]
Rgb = tuple[float, float, float]


def value_noise(shape: tuple[int, int], octaves: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Fractal value noise in about [-1, 1], shape `shape`; each octave halves scale and strength."""
    total = np.zeros(shape)
    for octave in range(octaves):
        cells = (2 ** (octave + 1) + 1, 2 ** (octave + 1) + 1)
        grid = rng.uniform(-1, 1, cells)
        total += 0.5**octave * cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return total / 1.5


def foliage(rng: np.random.Generator, color: Rgb, size: int = 32) -> Image:
    """Leaves at random tilt: a mottled colour with dark gaps."""
    mottle = np.exp(rng.normal(0, 0.45, (size, size, 1))) * (rng.random((size, size, 1)) > 0.18)
    tint = 1 + 0.12 * rng.normal(size=(size, size, 3))
    return np.clip(np.asarray(color) * mottle * tint, 0.004, 0.9).astype(np.float32)


def facade(rng: np.random.Generator, wall: Rgb, *, lit: float, size: int = 64) -> tuple[Image, Image]:
    """A wall with a grid of windows: (albedo, emission mask), one tile that repeats.

    `lit` is the share of windows with light in them. The mask is linear RGB, 0 where no window is lit.
    """
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    y, x = np.mgrid[0:size, 0:size] / size
    u, v = (x * columns) % 1, (y * rows) % 1
    wide, tall = rng.uniform(0.35, 0.8), rng.uniform(0.4, 0.8)
    glass = (abs(u - 0.5) < wide / 2) & (abs(v - 0.5) < tall / 2)
    frame = (abs(u - 0.5) < wide / 2 + 0.05) & (abs(v - 0.5) < tall / 2 + 0.05) & ~glass
    cell = (x * columns).astype(int) * rows + (y * rows).astype(int)
    tone = rng.uniform(0.02, 0.25, columns * rows)[cell]
    albedo = np.asarray(wall) * (1 + 0.06 * rng.normal(size=(size, size, 1)))
    if rng.random() < 0.4:
        course = (y * size).astype(int) % 4 == 0
        albedo = np.where(course[..., None], albedo * 0.8, albedo)
    albedo = np.where(frame[..., None], rng.uniform(0.2, 0.8), albedo)
    albedo = np.where(glass[..., None], tone[..., None] * np.array([0.8, 0.95, 1.1]), albedo)
    on = (rng.random(columns * rows) < lit)[cell] & glass
    warm = np.array([1.0, rng.uniform(0.6, 0.9), rng.uniform(0.3, 0.75)])
    return np.clip(albedo, 0, 1).astype(np.float32), (on[..., None] * warm).astype(np.float32)


def lens_pattern(technology: str, mask: str, size: int = 48) -> NDArray[np.float64]:
    """Relative emission over a lens disc, shape (size, size), mean about 1 inside the lit mask.

    `technology` is `led` (a field of dots behind a diffuser) or `incandescent` (a hot spot behind
    prisms); `mask` is `ball` or `arrow_left`, `arrow_right`, `arrow_up`.
    """
    v, u = np.mgrid[0:size, 0:size] / (size - 1) * 2 - 1
    v = -v
    if technology == "led":
        dots = np.cos(u * 9 * np.pi) * np.cos(v * 9 * np.pi)
        look = 0.75 + 0.5 * np.clip(dots, 0, 1)
    else:
        look = 0.55 + 1.1 * np.exp(-((u**2 + (v + 0.1) ** 2) / 0.25)) + 0.08 * np.cos(u * 40) * np.cos(v * 40)
    if mask == "ball":
        return np.asarray(look)
    if mask == "arrow_left":
        u, v = v, -u
    elif mask == "arrow_right":
        u, v = -v, u
    chevron = (abs(v - 0.62 + 1.05 * abs(u)) < 0.2) & (abs(u) < 0.62)
    shaft = (abs(u) < 0.13) & (v < 0.55) & (v > -0.68)
    return np.where(chevron | shaft, look, 0.0)
