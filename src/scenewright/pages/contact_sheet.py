"""Contact sheets: many small images in a grid, with boxes and a line of text."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["SheetBox", "contact_sheet"]

_GAP_PX = 6
_CAPTION_PX = 18
_PAPER = (250, 251, 251)
_INK = (86, 96, 107)


class SheetBox(NamedTuple):
    """A box on one image of a sheet, in pixels of that image, maximum exclusive."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float
    color: str = "#18c6ff"
    """`#rrggbb`."""


def contact_sheet(
    images: Sequence[bytes | NDArray[np.uint8]],
    boxes: Sequence[Sequence[SheetBox | Sequence[float]]] = (),
    columns: int = 8,
    *,
    captions: Sequence[str] = (),
    cell_px: int = 128,
) -> bytes:
    """PNG bytes of a grid of images, each scaled to fit a square of `cell_px`.

    An image is encoded bytes (JPEG, PNG) or an sRGB array, shape (h, w, 3), uint8. `boxes` and `captions`
    are empty or one item an image. Raises `ValueError` for lengths that disagree; an image that cannot be
    decoded is drawn as an empty cell with a cross.
    """
    for name, given in (("boxes", boxes), ("captions", captions)):
        if len(given) not in (0, len(images)):
            raise ValueError(f"contact_sheet: expected 0 or {len(images)} {name}, found {len(given)}")
    columns = max(1, min(columns, len(images) or 1))
    rows = max(1, math.ceil(len(images) / columns))
    texts = [_lines(text, max(4, cell_px // 7)) for text in captions]
    caption_px = _CAPTION_PX * max((len(lines) for lines in texts), default=0)
    step_x, step_y = cell_px + _GAP_PX, cell_px + caption_px + _GAP_PX
    sheet = np.full((rows * step_y + _GAP_PX, columns * step_x + _GAP_PX, 3), _PAPER, np.uint8)
    for number, image in enumerate(images):
        y, x = _GAP_PX + number // columns * step_y, _GAP_PX + number % columns * step_x
        cell = _cell(_decode(image), boxes[number] if boxes else (), cell_px)
        sheet[y : y + cell_px, x : x + cell_px] = cell
        if captions:
            # An sRGB array handed to cv2 needs no swap: the colour is given in the same order.
            for line, text in enumerate(texts[number]):
                baseline = (x, y + cell_px + 13 + line * _CAPTION_PX)
                cv2.putText(sheet, text, baseline, cv2.FONT_HERSHEY_SIMPLEX, 0.38, _INK, 1, cv2.LINE_AA)
    ok, data = cv2.imencode(".png", sheet[..., ::-1])
    if not ok:
        raise ValueError("contact_sheet: the sheet could not be encoded")
    return bytes(data.tobytes())


def _lines(text: str, width: int) -> list[str]:
    """At most two lines of at most `width` characters; what has no room in them is cut."""
    return textwrap.wrap(text, width, max_lines=2, placeholder=" ...") or [""]


def _decode(image: bytes | NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    if isinstance(image, np.ndarray):
        return image
    decoded = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR) if image else None
    return None if decoded is None else np.ascontiguousarray(decoded[..., ::-1]).astype(np.uint8)


def _cell(
    image: NDArray[np.uint8] | None, boxes: Sequence[SheetBox | Sequence[float]], cell_px: int
) -> NDArray[np.uint8]:
    cell = np.full((cell_px, cell_px, 3), 226, np.uint8)
    if image is None:
        cv2.line(cell, (0, 0), (cell_px - 1, cell_px - 1), (192, 53, 43), 2)
        cv2.line(cell, (0, cell_px - 1), (cell_px - 1, 0), (192, 53, 43), 2)
        return cell
    height, width = image.shape[:2]
    scale = cell_px / max(height, width)
    shown_w, shown_h = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    x0, y0 = (cell_px - shown_w) // 2, (cell_px - shown_h) // 2
    cell[y0 : y0 + shown_h, x0 : x0 + shown_w] = cv2.resize(image, (shown_w, shown_h), interpolation=method)
    for plain in boxes:
        box = SheetBox(*plain)
        first = (x0 + round(box.x_min * scale), y0 + round(box.y_min * scale))
        last = (x0 + round(box.x_max * scale) - 1, y0 + round(box.y_max * scale) - 1)
        cv2.rectangle(cell, first, last, _rgb(box.color), 1)
    return cell


def _rgb(color: str) -> tuple[int, int, int]:
    value = int(color.removeprefix("#"), 16)
    return value >> 16 & 255, value >> 8 & 255, value & 255
