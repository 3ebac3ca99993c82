"""Invented words, numbers and signs as images: stickers, banners, posters. Values are coverage, 0 to 1."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.assets.register import Asset

__all__ = ["TYPEFACE", "emblem", "lettering", "pasted", "word"]

TYPEFACE = Asset(
    name="typeface Rubik",
    origin="embedded in pypi:opencv-python-headless 5",
    licence="OFL-1.1",
    real=False,
)
"""What lettering is set in: a world with lettering lists it among its assets."""

Mask = NDArray[np.float32]
_FIRST = ("bra", "ko", "zul", "ve", "tor", "mi", "pla", "quo", "fen", "dri", "ul", "na", "sko", "ry", "ha")
_LAST = ("nex", "lon", "mir", "tas", "vik", "dor", "pel", "rum", "zet", "bo", "lis", "gan", "wec", "fo")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)


def word(rng: np.random.Generator) -> str:
    """A name that nobody bears, in one of the usual spellings."""
    name = str(rng.choice(_FIRST)) + str(rng.choice(_LAST))
    if rng.random() < 0.25:
        name += " " + str(rng.choice(_FIRST)) + str(rng.choice(_LAST))
    spelling = rng.integers(3)
    return name.upper() if spelling == 0 else name.title() if spelling == 1 else name


def lettering(text: str, height_px: int, rng: np.random.Generator, bold: float = 1.0) -> Mask:
    """A line of text, cut to its ink and scaled to a height, shape (height_px, w)."""
    font = _FONTS[rng.integers(len(_FONTS))]
    stroke = max(1, round(float(rng.uniform(3, 7)) * bold))
    (width, tall), base = cv2.getTextSize(text, font, 2.0, stroke)
    canvas = np.zeros((tall + base + 4 * stroke, width + 4 * stroke), dtype=np.uint8)
    cv2.putText(canvas, text, (2 * stroke, tall + 2 * stroke), font, 2.0, 255, stroke, cv2.LINE_AA)
    rows, columns = np.flatnonzero(canvas.any(axis=1)), np.flatnonzero(canvas.any(axis=0))
    ink = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width_px = max(1, round(ink.shape[1] * height_px / ink.shape[0]))
    small = cv2.resize(ink, (width_px, max(1, height_px)), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def emblem(size_px: int, rng: np.random.Generator) -> Mask:
    """A badge: ring, cog, mascot's face or drop, shape (size_px, size_px)."""
    fine = 4 * size_px
    canvas = np.zeros((fine, fine), dtype=np.uint8)
    middle, reach = (fine // 2, fine // 2), fine * 0.46
    kind = rng.integers(5)
    if kind == 0:  # ring with a word's first letters
        cv2.circle(canvas, middle, int(reach), 255, -1 if rng.random() < 0.5 else max(2, fine // 16))
        cv2.circle(canvas, middle, int(reach * 0.45), 0 if rng.random() < 0.5 else 255, -1)
    elif kind == 1:  # cog
        angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
        radius = reach * (0.82 + 0.18 * np.sign(np.sin(angle * rng.integers(8, 14))))
        rim = np.stack([radius * np.cos(angle), radius * np.sin(angle)], -1) + fine / 2
        cv2.fillPoly(canvas, [rim.astype(np.int32)], 255)
        cv2.circle(canvas, middle, int(reach * rng.uniform(0.3, 0.6)), 0, -1)
    elif kind == 2:  # a mascot: head, eyes, body
        head, body = int(reach * 0.5), int(reach * 0.62)
        cv2.ellipse(canvas, (fine // 2, int(fine * 0.72)), (body, int(body * 0.6)), 0, 0, 360, 255, -1)
        cv2.circle(canvas, (fine // 2, int(fine * 0.36)), head, 255, -1)
        for side in (-1, 1):
            cv2.circle(canvas, (fine // 2 + side * head // 2, int(fine * 0.34)), head // 4, 0, -1)
    elif kind == 3:  # a beast's face: mirrored stripes
        half = np.zeros((fine, fine // 2), dtype=np.uint8)
        for _ in range(int(rng.integers(5, 10))):
            ends = rng.uniform(0, 1, (3, 2)) * [fine // 2, fine]
            cv2.fillPoly(half, [ends.astype(np.int32)], 255)
        canvas = np.concatenate([half[:, ::-1], half], axis=1)
    else:  # a drop-shaped pin
        cv2.circle(canvas, (fine // 2, int(fine * 0.38)), int(reach * 0.72), 255, -1)
        tip = np.array([[fine * 0.2, fine * 0.52], [fine * 0.8, fine * 0.52], [fine * 0.5, fine * 0.97]])
        cv2.fillPoly(canvas, [tip.astype(np.int32)], 255)
        cv2.circle(canvas, (fine // 2, int(fine * 0.38)), int(reach * 0.35), 0, -1)
    small = cv2.resize(canvas, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def pasted(
    image: NDArray[np.float32], mask: Mask, at_px: tuple[int, int], color: NDArray[np.float64]
) -> None:
    """Lay a colour through a mask onto an image around a place (x, y), in place; columns wrap around."""
    height, width = image.shape[:2]
    y0 = at_px[1] - mask.shape[0] // 2
    rows = np.arange(y0, y0 + mask.shape[0])
    columns = (np.arange(mask.shape[1]) + at_px[0] - mask.shape[1] // 2) % width
    kept = (rows >= 0) & (rows < height)
    cover = mask[kept][..., None]
    where = np.ix_(rows[kept], columns)
    image[where] = image[where] * (1 - cover) + cover * color.astype(np.float32)
