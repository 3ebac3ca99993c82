"""Latin hypercube samples: along each parameter, one point in each of as many strata as there are samples.

McKay, Beckman and Conover, Technometrics 21 (1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["LatinPoints"]


@dataclass(frozen=True)
class LatinPoints:
    """Which stratum an index has along a parameter is a permutation; where in it, is random."""

    streams: Streams
    size: int
    """Samples of one hypercube; those after them form another."""

    def column(self, name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        within = self.streams.uniforms(f"lhs/{name}", indices.astype(np.uint64))
        strata = np.empty(len(indices))
        cubes, places = np.divmod(indices, self.size)
        for cube in np.unique(cubes):
            rows = cubes == cube
            order = self.streams.generator(f"lhs/{name}/{cube}").permutation(self.size)
            strata[rows] = order[places[rows]]
        return (strata + within) / self.size
