"""From a sign's SVG to how much of each pixel every ink covers."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import vl_convert
from numpy.typing import NDArray

from scenewright.assets.signs.catalogue import SIGNS
from scenewright.assets.signs.plates import SIDE

__all__ = ["INKS", "coverage"]

INKS = ("white", "red", "blue", "black", "yellow", "green", "grey")
_CODES = ((255, 255, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0), (255, 255, 0), (0, 255, 0), (255, 0, 255))
"""A colour for each ink that no other ink has."""
_FINER = 4


@cache
def coverage(class_id: int, design: int, side_px: int = 192) -> NDArray[np.float32]:
    """Share of each ink, shape (side_px, side_px, inks), row 0 at the top; all zero beside the plate."""
    art = SIGNS[class_id].designs[design]
    for ink, code in zip(INKS, _CODES, strict=True):
        art = art.replace(f'"{ink}"', '"#{:02x}{:02x}{:02x}"'.format(*code))
    side = side_px * _FINER
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="0 0 {SIDE:g} {SIDE:g}" shape-rendering="crispEdges">{art}</svg>'
    )
    png = np.frombuffer(vl_convert.svg_to_png(svg, scale=1.0), np.uint8)
    pixels = np.asarray(cv2.imdecode(png, cv2.IMREAD_UNCHANGED))
    blue, green, red, alpha = (pixels[..., channel].astype(np.uint32) for channel in range(4))
    seen = np.where(alpha > 0, red << 16 | green << 8 | blue, 1 << 24)
    shares = [
        cv2.resize(
            (seen == (r << 16 | g << 8 | b)).astype(np.float32),
            (side_px, side_px),
            interpolation=cv2.INTER_AREA,
        )
        for r, g, b in _CODES
    ]
    return np.stack(shares, -1)
