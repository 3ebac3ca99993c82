"""Draw the contact sheets of the world pages: 16 frames of each world's defaults, `images/WORLD.jpg`.

python docs/contact_sheets.py WORLD...
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from scenewright.generate import make_recipe
from scenewright.generate.frame import make_frames
from scenewright.scenario import scenario_from_document

DOCS = Path(__file__).parent
SIDE, CELL_PX, GAP_PX = 4, 247, 4


def sheet(world: str) -> bytes:
    """JPEG of `SIDE` times `SIDE` frames without boxes."""
    scenario = scenario_from_document({"name": "docs/sheet", "world": world, "parameters": {}})
    recipe = make_recipe([scenario], count=SIDE * SIDE, seed="contact sheet")
    cells = [_cell(frame.image_jpeg) for frame in make_frames(recipe, list(recipe.keys()))]
    height, width = max(cell.shape[0] for cell in cells), CELL_PX
    across, down = width + GAP_PX, height + GAP_PX
    paper = np.full((SIDE * down + GAP_PX, SIDE * across + GAP_PX, 3), 255, np.uint8)
    for number, cell in enumerate(cells):
        y, x = GAP_PX + number // SIDE * down, GAP_PX + number % SIDE * across
        y += (height - cell.shape[0]) // 2
        paper[y : y + cell.shape[0], x : x + width] = cell
    return bytes(cv2.imencode(".jpg", paper, [cv2.IMWRITE_JPEG_QUALITY, 86])[1].tobytes())


def _cell(jpeg: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    height = round(CELL_PX * image.shape[0] / image.shape[1])
    return cv2.resize(image, (CELL_PX, height), interpolation=cv2.INTER_AREA)


def main() -> None:
    for world in sys.argv[1:]:
        (DOCS / "images" / f"{world}.jpg").write_bytes(sheet(world))


if __name__ == "__main__":
    main()
