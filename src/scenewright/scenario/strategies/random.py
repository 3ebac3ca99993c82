"""Independent uniform points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["RandomPoints"]

_ATTEMPT = np.uint64(1 << 36)
"""Places between the points of one attempt and those of the next."""


@dataclass(frozen=True)
class RandomPoints:
    """Each parameter has a stream of its own: another parameter changes none of its numbers."""

    streams: Streams

    def column(self, name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.again(name, indices, 0)

    def again(
        self, name: str, indices: NDArray[np.int64], attempts: int | NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Other points for the same indices, at each of `attempts`."""
        places = indices.astype(np.uint64)
        places += np.asarray(attempts, np.uint64) * _ATTEMPT
        return self.streams.uniforms(f"point/{name}", places)
