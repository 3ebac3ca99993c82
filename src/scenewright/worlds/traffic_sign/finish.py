"""What is printed on a plate, and what years, weather and people add to it."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets.signs import coverage
from scenewright.assets.textures import value_noise

__all__ = ["finish"]

Image = NDArray[np.float32]
_SIDE_PX = 128
_NEW = np.array(
    [
        [0.72, 0.72, 0.70],
        [0.46, 0.016, 0.02],
        [0.018, 0.07, 0.33],
        [0.018, 0.018, 0.018],
        [0.78, 0.43, 0.012],
        [0.012, 0.24, 0.09],
        [0.24, 0.24, 0.24],
    ]
)
"""Linear albedo of new film by ink (RAL 3020, 5017, 1023, ... over white film)."""
_OLD = np.array(
    [
        [0.62, 0.61, 0.56],
        [0.56, 0.21, 0.15],
        [0.13, 0.27, 0.42],
        [0.09, 0.09, 0.09],
        [0.72, 0.58, 0.3],
        [0.12, 0.3, 0.2],
        [0.34, 0.34, 0.33],
    ]
)
"""The same after too many summers."""
_RETRO = np.array(
    [
        [1.0, 1.0, 0.97],
        [0.3, 0.008, 0.01],
        [0.012, 0.05, 0.22],
        [0, 0, 0],
        [0.75, 0.4, 0.01],
        [0.01, 0.2, 0.06],
        [0.25, 0.25, 0.25],
    ]
)
"""Light sent back to a car's headlights, white = 1 (EN 12899-1 gives each colour's share)."""


def finish(
    class_id: int, design: int, sample: Mapping[str, object], rng: np.random.Generator
) -> tuple[Image, Image]:
    """Albedo and relative retro-reflection, linear RGB, shape (h, w, 3) each."""

    def value(name: str) -> float:
        return float(str(sample[name]))

    inks = coverage(class_id, design, _SIDE_PX).reshape(-1, len(_NEW))
    faded = float(np.clip(value("fading") + rng.normal(0, 0.08), 0, 1))
    palette = (1 - faded) * _NEW + faded * _OLD
    palette = (
        palette * rng.uniform(0.85, 1.15, (len(palette), 1)) * (1 + 0.04 * rng.normal(size=palette.shape))
    )
    patch = value_noise((_SIDE_PX, _SIDE_PX), 5, rng)[..., None]
    albedo = _painted(inks, palette) * (1 + 0.05 * patch)
    retro = _painted(inks, _RETRO)
    clean = np.ones((_SIDE_PX, _SIDE_PX, 1))
    if (dirt := value("dirt")) > 0:
        clean = 1 - _dirt(dirt, rng)
        albedo = albedo * clean + (1 - clean) * rng.uniform([0.05, 0.045, 0.035], [0.2, 0.17, 0.13])
    albedo, clean = _scratched(albedo, clean, value("scratches"), rng)
    if rng.random() < value("stickers"):
        albedo, clean = _stuck(albedo, clean, rng)
    if (dew := value("dew")) > 0:
        haze = dew * np.clip(0.6 + 0.5 * patch, 0, 1)
        albedo = albedo * (1 - 0.7 * haze) + 0.7 * haze * 0.4
        clean = clean * (1 - 0.6 * haze)
    if (rain := value("rain_mm_h")) > 0:
        wet = _drops(rain, rng)
        albedo, clean = albedo * (1 - wet) + wet * rng.uniform(0.05, 0.5), clean * (1 - wet)
    if (snow := value("snow")) > 0:
        white = _snow(snow, rng)
        albedo, clean = albedo * (1 - white) + white * 0.85, clean * (1 - white)
    return (
        np.clip(albedo, 0.004, 0.92).astype(np.float32),
        np.clip(retro * clean, 0, None).astype(np.float32),
    )


def _painted(inks: NDArray[np.float32], palette: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((inks @ palette.astype(np.float32)).reshape(_SIDE_PX, _SIDE_PX, 3), np.float64)


def _dirt(level: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Film, streaks that run down, and splashes from below; share of dirt, shape (h, w, 1)."""
    cloud = np.clip(value_noise((_SIDE_PX, _SIDE_PX), 6, rng) * 0.7 + 0.25, 0, 1)
    streaks = cv2.resize(rng.random((6, _SIDE_PX)) ** 3, (_SIDE_PX, _SIDE_PX))
    upward = np.linspace(0, 1, _SIDE_PX)[:, None] ** rng.uniform(1, 4)
    share = cloud * rng.uniform(0.3, 1) + 0.5 * streaks * rng.random() + 0.6 * upward * rng.random()
    return np.asarray(np.clip(level * share, 0, 0.9)[..., None])


def _drops(rain_mm_h: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Drops and the runs that they leave; share of the plate that shows the sky in them, shape (h, w, 1)."""
    mask = np.zeros((_SIDE_PX, _SIDE_PX), dtype=np.float32)
    for _ in range(rng.poisson(10 + 8 * np.sqrt(rain_mm_h))):
        x, y = rng.integers(0, _SIDE_PX, 2).tolist()
        strength = float(rng.uniform(0.2, 0.7))
        cv2.circle(mask, (x, y), int(rng.integers(1, 3)), strength, -1, cv2.LINE_AA)
        if rng.random() < 0.3:
            cv2.line(mask, (x, max(y - int(rng.integers(5, 40)), 0)), (x, y), 0.5 * strength, 1, cv2.LINE_AA)
    return mask[..., None].astype(np.float64)


def _scratched(
    albedo: NDArray[np.float64], clean: NDArray[np.float64], level: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Thin lines and chips down to the metal or the white ground."""
    mask = np.zeros((_SIDE_PX, _SIDE_PX), dtype=np.float32)
    for _ in range(rng.poisson(12 * level)):
        at = rng.uniform(0, _SIDE_PX, 2)
        way = rng.normal(0, 18, 2)
        ends = (at.astype(int).tolist(), (at + way).astype(int).tolist())
        cv2.line(mask, *ends, float(rng.uniform(0.3, 1)), int(rng.integers(1, 3)), cv2.LINE_AA)
    for _ in range(rng.poisson(5 * level)):
        at = rng.integers(0, _SIDE_PX, 2).tolist()
        cv2.circle(mask, at, int(rng.integers(1, 5)), float(rng.uniform(0.5, 1)), -1, cv2.LINE_AA)
    share = mask[..., None].astype(np.float64)
    tone = float(rng.choice([0.12, 0.3, 0.6]))
    return albedo * (1 - share) + tone * share, clean * (1 - share)


def _stuck(
    albedo: NDArray[np.float64], clean: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One to three stickers, plain or with a darker figure."""
    image, cover = albedo.astype(np.float32), np.zeros((_SIDE_PX, _SIDE_PX), dtype=np.float32)
    for _ in range(int(rng.integers(1, 4))):
        at = rng.uniform(0.15, 0.85, 2) * _SIDE_PX
        size = rng.uniform(5, 16, 2)
        corners = cv2.boxPoints((at.tolist(), size.tolist(), float(rng.uniform(0, 180)))).astype(np.int32)
        color = rng.beta(0.6, 0.8, 3) * 0.8
        if rng.random() < 0.5:
            color = np.full(3, rng.uniform(0.3, 0.8))
        cv2.fillConvexPoly(image, corners, color.tolist(), cv2.LINE_AA)
        cv2.fillConvexPoly(cover, corners, 1.0, cv2.LINE_AA)
        if rng.random() < 0.6:
            cv2.circle(
                image, at.astype(int).tolist(), int(size.min() / 3), (color * 0.3).tolist(), -1, cv2.LINE_AA
            )
    return image.astype(np.float64), clean * (1 - cover[..., None])


def _snow(level: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Wet snow that sticks from one side on; share, shape (h, w, 1)."""
    noise = value_noise((_SIDE_PX, _SIDE_PX), 6, rng)
    y, x = np.mgrid[0:_SIDE_PX, 0:_SIDE_PX] / _SIDE_PX * 2 - 1
    turn = rng.uniform(0, 2 * np.pi)
    slope = np.cos(turn) * x + np.sin(turn) * y
    return np.asarray(np.clip((noise * 0.8 + slope * 0.8 - 1.3 + 1.6 * level) * 3, 0, 1)[..., None])
