"""The texture of a robot: one image with a region for each part."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets.decals import emblem, lettering, pasted
from scenewright.worlds.robot_field.design import Design, grey

__all__ = ["CELLS", "INSIDE", "SIDE", "TOP", "WHEEL", "robot_skin"]

Image = NDArray[np.float32]
_WIDTH, _HEIGHT = 512, 256
_SIDE_PX, _TOP_PX, _WHEEL_PX, _CELL_PX = 128, 128, 64, 32
_INSIDE_PX = (192, 128, 256, 64)
"""x, y, width, height."""


def _region(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    """Pixels as (u low, v low, u high, v high), half a pixel inside."""
    return (
        (x + 0.5) / _WIDTH,
        1 - (y + height - 0.5) / _HEIGHT,
        (x + width - 0.5) / _WIDTH,
        1 - (y + 0.5) / _HEIGHT,
    )


SIDE = (0.0, 1 - (_SIDE_PX - 0.5) / _HEIGHT, 1.0, 1 - 0.5 / _HEIGHT)
"""Around the outline from the back over the right side, front and left side; floor to top."""
TOP = _region(0, _SIDE_PX, _TOP_PX, _TOP_PX)
WHEEL = _region(_TOP_PX, _SIDE_PX, _WHEEL_PX, _WHEEL_PX)
INSIDE = _region(*_INSIDE_PX)
_NAMES = ("metal", "dark", "roller", "plate", "battery", "board", "rubber")
CELLS = {
    name: _region(_TOP_PX + i * _CELL_PX, _SIDE_PX + _WHEEL_PX, _CELL_PX, _CELL_PX)
    for i, name in enumerate(_NAMES)
}
_BLUE, _YELLOW = np.array([0.03, 0.07, 0.6]), np.array([0.85, 0.62, 0.02])
_PINK, _GREEN = np.array([0.8, 0.06, 0.42]), np.array([0.25, 0.8, 0.1])


def robot_skin(design: Design, number: int, fresh: float, rng: np.random.Generator) -> Image:
    """Linear RGB, shape (256, 512, 3). `fresh` below 1 fades the dots and dirties the shell."""
    image = np.zeros((_HEIGHT, _WIDTH, 3), dtype=np.float32)
    image[:_SIDE_PX] = _side(design, number, rng)
    image[_SIDE_PX:, :_TOP_PX] = _top(design, fresh, rng)
    image[_SIDE_PX : _SIDE_PX + _WHEEL_PX, _TOP_PX : _TOP_PX + _WHEEL_PX] = _wheel(design, rng)
    x, y, width, height = _INSIDE_PX
    image[y : y + height, x : x + width] = _electronics(width, height, rng)
    colors = (
        design.metal,
        grey(0.012, rng),
        design.roller,
        design.plate,
        rng.uniform(0.01, 0.5, 3),
        np.array([0.01, 0.08, 0.03]),
        grey(0.03, rng),
    )
    for i, color in enumerate(colors):
        cell = image[_SIDE_PX + _WHEEL_PX :, _TOP_PX + i * _CELL_PX :][:_CELL_PX, :_CELL_PX]
        cell[:] = color * (1 + 0.15 * rng.normal(size=(_CELL_PX, _CELL_PX, 1)))
    grime = cv2.resize(rng.normal(0, 1, (16, 32)).astype(np.float32), (_WIDTH, _HEIGHT))
    return np.clip(image * (1 + 0.15 * grime[..., None]) + 0.006 * (1 - fresh), 0.003, 0.92)


def _side(design: Design, number: int, rng: np.random.Generator) -> Image:
    """Shell and lower half with joints, screws, number, words and badges."""
    side = np.empty((_SIDE_PX, _WIDTH, 3), dtype=np.float32)
    side[:] = design.shell
    per_m = _SIDE_PX / design.height_m

    def row(height_m: float) -> int:
        return int(_SIDE_PX - height_m * per_m)

    border = design.split[0] if design.split else float(rng.choice([0.0, 0.0, 0.035, 0.05]))
    if border:
        side[row(border) :] = design.base
        side[row(border) : row(border) + 2] *= 0.4
    for _ in range(int(rng.integers(0, 4))):  # joints
        column = int(rng.integers(_WIDTH))
        side[:, column] *= 0.5
    screw = grey(float(rng.uniform(0.1, 0.6)), rng)
    for column in range(int(rng.integers(8, 40)), _WIDTH, int(rng.integers(50, 130))):
        cv2.circle(side, (column, row(design.height_m - 0.012)), 2, screw.tolist(), -1)
    shell_low = design.split[1] if design.split else max(border, 0.06)
    middle = row((shell_low + design.height_m) / 2)
    tall = (design.height_m - shell_low) * per_m
    # Front, both flanks and the back; each has a word, a badge or nothing.
    for centre in (256, 128, 384, 0):
        at = (centre + int(rng.integers(-24, 25)), middle + int(rng.integers(-4, 5)))
        kind = rng.random()
        if kind < 0.42:
            text = design.names[int(centre in (128, 384))]
            mask = lettering(text, max(6, int(tall * rng.uniform(0.2, 0.4))), rng)
            pasted(side, mask[:, :150], at, design.ink)
        elif kind < 0.75:
            pasted(side, emblem(max(12, int(tall * rng.uniform(0.55, 0.95))), rng), at, design.ink)
    if rng.random() < 0.12:  # a beast's face over the whole front
        pasted(side, cv2.resize(emblem(int(tall), rng), (110, int(tall))), (256, middle), design.ink)
    if rng.random() < 0.85:
        low = bool(design.split) or rng.random() < 0.4
        band = (border if border else 0.06) * per_m if low else tall
        mask = lettering(
            str(number),
            max(10, int(band * (rng.uniform(0.55, 0.9) if low else rng.uniform(0.3, 0.6)))),
            rng,
            bold=2.0,
        )
        ink = design.ink if not low or design.base.mean() < 0.3 else grey(0.85, rng)
        if low and design.base.mean() > 0.5:
            ink = grey(0.03, rng)
        height = row((border if border else 0.06) / 2) if low else middle
        first = int(rng.integers(0, 128))
        for turn in range(int(rng.integers(1, 4))):
            pasted(side, mask, ((first + 170 * turn) % _WIDTH, height), ink)
    return side


def _top(design: Design, fresh: float, rng: np.random.Generator) -> Image:
    """The vision pattern: 50 mm centre of the team, four of 40 mm."""
    top = np.empty((_TOP_PX, _TOP_PX, 3), dtype=np.float32)
    top[:] = design.shell if rng.random() < 0.7 else grey(0.015, rng)
    per_m = _TOP_PX / (2 * design.radius_m)

    def dot(x_m: float, y_m: float, radius_m: float, color: NDArray[np.float64]) -> None:
        faded = np.clip(color * (0.35 + 0.65 * fresh) + 0.25 * (1 - fresh), 0, 0.9)
        # Up in the image is forward, right is to the right.
        at = (int(_TOP_PX / 2 - y_m * per_m), int(_TOP_PX / 2 - x_m * per_m))
        cv2.circle(top, at, max(2, int(radius_m * per_m)), faded.tolist(), -1, cv2.LINE_AA)

    dot(0, 0, 0.025, _BLUE if design.is_blue else _YELLOW)
    for x, y in ((0.035, 0.05475), (0.035, -0.05475), (-0.05475, 0.035), (-0.05475, -0.035)):
        x = min(x, design.front_m - 0.022)
        dot(x, y, 0.02, _PINK if rng.random() < 0.5 else _GREEN)
    return top


def _wheel(design: Design, rng: np.random.Generator) -> Image:
    """Hub, plate and a ring of small rollers."""
    size = _WHEEL_PX
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / size * 2 - 1
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    bright = design.wheel
    image = np.empty((size, size, 3), dtype=np.float32)
    image[:] = bright * 0.7
    rollers = (np.cos(angle * design.spokes) > -0.1) & (radius > 0.62)
    image[radius > 0.62] = grey(0.02, rng)
    image[rollers] = np.clip(bright * 1.5, 0, 0.85)
    image[(radius > 0.56) & (radius < 0.64)] = bright * 0.4
    holes = (np.cos(angle * int(rng.integers(3, 7))) > 0.6) & (radius > 0.25) & (radius < 0.48)
    image[holes] = bright * 0.15
    image[radius < 0.17] = design.metal
    image[radius < 0.07] = 0.02
    return image


def _electronics(width: int, height: int, rng: np.random.Generator) -> Image:
    """Boards, wires and connectors at random."""
    image = np.full((height, width, 3), 0.015, dtype=np.float32)
    colors = np.array(
        [[0.01, 0.09, 0.03], [0.3, 0.3, 0.28], [0.35, 0.02, 0.02], [0.4, 0.3, 0.03], [0.02, 0.02, 0.02],
         [0.02, 0.04, 0.2], [0.5, 0.2, 0.06]]
    )  # fmt: skip
    for _ in range(60):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        w, h = (int(rng.integers(2, 30)), int(rng.integers(2, 12)))
        if rng.random() < 0.3:
            w, h = h // 3 + 1, 2 * h
        cv2.rectangle(
            image, (x, y), (x + w, y + h), (colors[rng.integers(7)] * rng.uniform(0.4, 1)).tolist(), -1
        )
    return image
