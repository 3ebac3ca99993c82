"""The light of a room: ceiling and walls, a window, a lamp."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.scene import Sky

__all__ = ["room_light", "temperature_rgb"]

_ROWS, _COLUMNS = 96, 192
_TEXEL_DEG = 180 / _ROWS
_WINDOW_RGB = np.array([0.94, 1.0, 1.1])


def room_light(sample: Mapping[str, object], rng: np.random.Generator) -> tuple[Sky, NDArray[np.float64]]:
    """Light from all around, and its colour on a level white surface, linear RGB.

    Scaled so that a level white diffuse surface has radiance 1. `lamp` (disc, tubes, frame) and `holder_deg`,
    half the angle overhead that whoever takes the picture is in the way of, and `walls`, how bright
    they are beside the ceiling, are optional.
    """

    def value(name: str) -> float:
        return float(str(sample[name]))

    direction, weight = _sphere()
    azimuth = np.radians(value("light_azimuth_deg"))
    warm = temperature_rgb(value("lamp_temperature_k"))
    towards = _towards(azimuth, np.radians(90 - value("lamp_off_zenith_deg")))
    lamp = _LAMPS[str(sample.get("lamp", "disc"))](direction, towards, value("lamp_radius_deg"), rng)
    window = _pane(direction, azimuth + rng.uniform(-1.2, 1.2), rng)
    walls = float(str(sample.get("walls", 0.35)))
    room = np.clip(walls + (1 - walls) * direction[..., 2], 0.35 * walls, 1)
    room *= 1 + 0.25 * direction @ rng.normal(0, 0.5, 3)
    lamp_share = value("lamp_share")
    window_share = value("window_share") * (1 - lamp_share)
    wall = np.clip(warm * rng.uniform(0.92, 1.08, 3), 0, None)
    parts = [
        (lamp, lamp_share, warm),
        (window, window_share, _WINDOW_RGB),
        (np.clip(room, 0.15 * walls, None), 1 - lamp_share - window_share, wall),
    ]
    radiance = np.zeros((_ROWS, _COLUMNS, 3))
    free = _beside_holder(direction, float(str(sample.get("holder_deg", 0))), rng)
    for whole, share, color in parts:
        shape = whole * free
        radiance += (shape * share / max(float((shape * weight).sum()), 1e-9))[..., None] * color
    on_white = np.tensordot(weight, radiance, 2)
    scale = float(on_white @ [0.2126, 0.7152, 0.0722])
    return Sky(np.ascontiguousarray(radiance / scale, dtype=np.float32)), on_white / scale


@cache
def _sphere() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Directions, shape (h, w, 3), and each one's share of what a level white surface sends back."""
    theta = (np.arange(_ROWS) + 0.5) / _ROWS * np.pi
    phi = (np.arange(_COLUMNS) + 0.5) / _COLUMNS * 2 * np.pi
    flat, up = np.sin(theta)[:, None], np.cos(theta)[:, None] * np.ones((1, _COLUMNS))
    direction = np.stack([flat * np.cos(phi), flat * np.sin(phi), up], -1)
    weight = np.clip(up, 0, 1) * flat
    return direction, weight / weight.sum()


def _towards(azimuth: float, elevation: float) -> NDArray[np.float64]:
    flat = np.cos(elevation)
    return np.array([flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(elevation)])


def _disc(
    direction: NDArray[np.float64], towards: NDArray[np.float64], radius_deg: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """A disc with an edge one texel soft, so that no size falls between the texels."""
    angle = np.degrees(np.arccos(np.clip(direction @ towards, -1, 1)))
    return np.clip((radius_deg - angle) / _TEXEL_DEG + 0.5, 0, 1)


def _tubes(
    direction: NDArray[np.float64], towards: NDArray[np.float64], radius_deg: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Two parallel tubes, some four times as long as the disc is wide and a seventh of that across."""
    turn = rng.uniform(0, np.pi)
    side = np.cross(towards, [np.cos(turn), np.sin(turn), 0.0])
    side /= np.linalg.norm(side)
    along = np.degrees(np.arcsin(np.clip(direction @ np.cross(side, towards), -1, 1)))
    across = np.degrees(np.arcsin(np.clip(direction @ side, -1, 1)))
    half, apart = 2.0 * radius_deg * rng.uniform(0.7, 1.3), radius_deg * rng.uniform(0.4, 1.2)
    thick = np.clip((max(0.15 * radius_deg, 1.0) - np.abs(np.abs(across) - apart)) / _TEXEL_DEG + 0.5, 0, 1)
    return thick * np.clip((half - np.abs(along)) / _TEXEL_DEG + 0.5, 0, 1) * (direction @ towards > 0)


def _frame(
    direction: NDArray[np.float64], towards: NDArray[np.float64], radius_deg: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Strips along the sides of a rectangle, as in a light box, or a ring, as around a lens."""
    turn = rng.uniform(0, np.pi)
    side = np.cross(towards, [np.cos(turn), np.sin(turn), 0.0])
    side /= np.linalg.norm(side)
    x = np.degrees(np.arcsin(np.clip(direction @ np.cross(side, towards), -1, 1)))
    y = np.degrees(np.arcsin(np.clip(direction @ side, -1, 1)))
    half = radius_deg * rng.uniform(1.2, 2.5)
    if rng.random() < 0.3:
        off = np.hypot(x, y) - half
    else:
        off = np.maximum(np.abs(x), np.abs(y * rng.uniform(0.6, 1.6))) - half
    thick = max(0.08 * radius_deg, 1.0)
    return np.clip((thick - np.abs(off)) / _TEXEL_DEG + 0.5, 0, 1) * (direction @ towards > 0)


_LAMPS = {"disc": _disc, "tubes": _tubes, "frame": _frame}


def _beside_holder(
    direction: NDArray[np.float64], radius_deg: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """What is left of the light where a phone, hands and a head are in its way, overhead."""
    if radius_deg <= 0:
        return np.ones(direction.shape[:2])
    azimuth, off = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(0, 0.6) * radius_deg)
    middle = np.array([np.sin(off) * np.cos(azimuth), np.sin(off) * np.sin(azimuth), np.cos(off)])
    angle = np.degrees(np.arccos(np.clip(direction @ middle, -1, 1)))
    return 1 - rng.uniform(0.75, 0.97) * np.clip((radius_deg - angle) / 6 + 0.5, 0, 1)


def _pane(direction: NDArray[np.float64], azimuth: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A window: an upright rectangle above the sill, brighter at its top."""
    turn = np.arctan2(direction[..., 1], direction[..., 0]) - azimuth
    turn = np.abs(np.degrees((turn + np.pi) % (2 * np.pi) - np.pi))
    elevation = np.degrees(np.arcsin(direction[..., 2]))
    low, high, half = rng.uniform(5, 25), rng.uniform(35, 70), rng.uniform(10, 45)
    inside = (turn < half) & (elevation > low) & (elevation < high)
    return inside * (0.6 + 0.4 * (elevation - low) / (high - low))


def temperature_rgb(kelvin: float) -> NDArray[np.float64]:
    """Linear sRGB of a black body, green 1, 1667 to 25000 K (Planckian locus by Kim et al. 2002)."""
    t = 1000.0 / kelvin
    x = np.polyval(
        [-0.2661239, -0.2343589, 0.8776956, 0.179910]
        if kelvin <= 4000
        else [-3.0258469, 2.1070379, 0.2226347, 0.240390],
        t,
    )
    cubic = [3.0817580, -5.87338670, 3.75112997, -0.37001483]
    if kelvin <= 2222:
        cubic = [-1.1063814, -1.34811020, 2.18555832, -0.20219683]
    elif kelvin <= 4000:
        cubic = [-0.9549476, -1.37418593, 2.09137015, -0.16748867]
    y = np.polyval(cubic, x)
    xyz = np.array([x / y, 1.0, (1 - x - y) / y])
    rgb = _RGB_FROM_XYZ @ xyz
    return np.asarray(np.clip(rgb / rgb[1], 0, None))


_RGB_FROM_XYZ = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
"""IEC 61966-2-1."""
