"""The grounds of signs as SVG on a square of 245 units, and their outlines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.signs.pictograms import disc, shape, stroke

__all__ = ["SIDE", "blue_disc", "diamond", "end_disc", "octagon", "outline", "red_ring", "triangle"]

SIDE = 245.0
"""Units of the square that every sign is drawn on."""
_MIDDLE = SIDE / 2


def red_ring(inner: float = 84.0, outer: float = 117.0) -> str:
    """A white disc with a red ring; radii of the ring."""
    return (
        disc(_MIDDLE, _MIDDLE, 122, "white")
        + disc(_MIDDLE, _MIDDLE, outer, "red")
        + disc(_MIDDLE, _MIDDLE, inner, "white")
    )


def blue_disc() -> str:
    return disc(_MIDDLE, _MIDDLE, 122, "white") + disc(_MIDDLE, _MIDDLE, 117, "blue")


def end_disc() -> str:
    """White with a thin black ring: the end of a restriction."""
    return disc(_MIDDLE, _MIDDLE, 122, "white") + (
        f'<circle cx="{_MIDDLE}" cy="{_MIDDLE}" r="116" fill="none" stroke="black" stroke-width="5"/>'
    )


def triangle(inner: str = "M122.5,55 L208,204 H37 Z") -> str:
    """A warning: white with a red border and rounded corners."""
    body = "M122.5,30 L14,217 H231 Z"
    edge = "".join(
        f'<path d="{body}" fill="{color}" stroke="{color}" stroke-width="{width}" stroke-linejoin="round"/>'
        for color, width in (("white", 22), ("red", 13))
    )
    return edge + shape(inner, "white")


def octagon() -> str:
    points = [_MIDDLE + radius * np.array(xy) for radius in (126.5, 121) for xy in _octagon()]
    outer, inner = (" L".join(f"{x:.2f},{y:.2f}" for x, y in part) for part in (points[:8], points[8:]))
    return shape(f"M{outer} Z", "white") + shape(f"M{inner} Z", "red")


def diamond(*, lines: bool = True) -> str:
    """The priority road: yellow on white; older ones have no black lines."""

    def square(half: float) -> str:
        low, high = _MIDDLE - half, _MIDDLE + half
        return f"M{_MIDDLE},{low} L{high},{_MIDDLE} L{_MIDDLE},{high} L{low},{_MIDDLE} Z"

    ground = (
        f'<path d="{square(116)}" fill="white" stroke="white" stroke-width="12" stroke-linejoin="round"/>'
    )
    if not lines:
        return ground + shape(square(77), "yellow")
    return (
        ground
        + stroke(square(113), 4, "black")
        + shape(square(67), "yellow")
        + stroke(square(67), 3, "black")
    )


def _octagon() -> list[tuple[float, float]]:
    angles = np.deg2rad(22.5 + 45 * np.arange(8))
    return [(float(np.cos(angle)), float(np.sin(angle))) for angle in angles]


def outline(kind: str) -> NDArray[np.float64]:
    """Corners of a plate counter-clockwise as seen from the front, shape (n, 2): x right, y up, in units of
    half a side from its square's middle. `kind` is disc, triangle, yield, octagon or diamond.
    """
    if kind == "disc":
        turn = np.arange(48) / 48 * 2 * np.pi
        return 122 / _MIDDLE * np.stack([np.cos(turn), np.sin(turn)], -1)
    if kind == "octagon":
        return 126.5 / _MIDDLE * np.array(_octagon())
    corners, radius = {
        "triangle": (np.array([[14.0, 217], [231, 217], [122.5, 30]]), 11.0),
        "yield": (np.array([[231.0, 28], [14, 28], [122.5, 215]]), 11.0),
        "diamond": (np.array([[122.5, 238.5], [238.5, 122.5], [122.5, 6.5], [6.5, 122.5]]), 6.0),
    }[kind]
    points = (corners - _MIDDLE) * [1, -1] / _MIDDLE
    return _rounded(points, radius / _MIDDLE)


def _rounded(corners: NDArray[np.float64], radius: float, steps: int = 6) -> NDArray[np.float64]:
    """A convex polygon, counter-clockwise, with a circle rolled round it."""
    found = []
    for before, at, after in zip(np.roll(corners, 1, 0), corners, np.roll(corners, -1, 0), strict=True):
        first, second = (
            np.arctan2(-(way[0]), way[1]) for way in (at - before, after - at)
        )  # outward normals: a quarter turn to the right of each side
        turn = (second - first) % (2 * np.pi)
        for step in range(steps + 1):
            angle = first + turn * step / steps
            found.append(at + radius * np.array([np.cos(angle), np.sin(angle)]))
    return np.array(found)
