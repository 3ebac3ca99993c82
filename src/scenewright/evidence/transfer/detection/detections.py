"""What a detector says of an image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Detections"]


@dataclass(frozen=True, eq=False)
class Detections:
    """What was found in one image, best first."""

    boxes: NDArray[np.float32]
    """x0, y0, x1, y1 [px], shape (n, 4)."""
    scores: NDArray[np.float32]
    classes: NDArray[np.int64]

    def scaled(self, factor: float) -> Detections:
        """In an image of another size."""
        return Detections((self.boxes * factor).astype(np.float32), self.scores, self.classes)
