"""Many images in one file that processes share by mapping it into memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.identity import digest

__all__ = ["PackedImages", "pack"]


@dataclass(frozen=True, eq=False)
class PackedImages:
    """Images that lie one after the other in a file; cheap to hand to another process."""

    file: Path
    digests: tuple[str, ...]
    """Of each image with its boxes and classes."""
    places: tuple[tuple[int, int, int], ...]
    """Start [byte], height and width [px] of each image."""
    boxes: tuple[NDArray[np.float32], ...]
    classes: tuple[NDArray[np.int64], ...]

    @property
    def digest(self) -> str:
        return digest(list(self.digests))

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: int) -> BoxedImage:
        start, height, width = self.places[number]
        pixels = _mapped(self.file)[start : start + height * width * 3].reshape(height, width, 3)
        return BoxedImage(pixels, self.boxes[number], self.classes[number])

    def __iter__(self) -> Iterator[BoxedImage]:
        return (self[number] for number in range(len(self)))

    def take(self, rows: Iterable[int]) -> PackedImages:
        """Some of the images, in the order given."""
        chosen = [int(row) for row in rows]

        def of(values: tuple) -> tuple:  # type: ignore[type-arg]
            return tuple(values[row] for row in chosen)

        return PackedImages(self.file, of(self.digests), of(self.places), of(self.boxes), of(self.classes))


def pack(images: Iterable[BoxedImage], file: Path) -> PackedImages:
    """Write the images, one at a time, to `file`."""
    digests, places, boxes, classes = [], [], [], []
    start = 0
    with file.open("wb") as stream:
        for image in images:
            data = np.ascontiguousarray(image.image).tobytes()
            stream.write(data)
            height, width = image.image.shape[:2]
            hashed = hashlib.sha256(f"{height} {width} ".encode() + data)
            hashed.update(image.boxes.tobytes() + image.classes.tobytes())
            digests.append(hashed.hexdigest())
            places.append((start, height, width))
            boxes.append(image.boxes)
            classes.append(image.classes)
            start += len(data)
    return PackedImages(file, tuple(digests), tuple(places), tuple(boxes), tuple(classes))


@cache
def _mapped(file: Path) -> NDArray[np.uint8]:
    if not file.stat().st_size:
        return np.zeros(0, np.uint8)
    return np.memmap(file, np.uint8, "r")
