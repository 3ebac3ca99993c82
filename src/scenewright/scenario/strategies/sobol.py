"""Shuffled and scrambled Sobol points, in blocks of four dimensions (Burley, JCGT 9(4), 2020).

Two of forty Sobol dimensions can be visibly correlated over a few hundred points: a nuisance parameter
would tell the label. So only four dimensions form one Sobol sequence; each further block of four is the same
sequence in an order of its own. Every dimension is stratified, blocks are evenly filled, and across blocks
points are about as unrelated as random ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["SobolPoints"]

Bits = NDArray[np.uint32]
_BLOCK = 4
# Joe and Kuo, new-joe-kuo-6: degree, polynomial coefficients and initial numbers of dimensions 2 to 4.
_POLYNOMIALS = ((1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)))


@dataclass(frozen=True)
class SobolPoints:
    """Parameters in blocks of four, by their place in the sorted names."""

    streams: Streams
    places: Mapping[str, int]

    def column(self, name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        block, dimension = divmod(self.places[name], _BLOCK)
        order = _scrambled(indices.astype(np.uint32), self.streams.seed_u32(f"sobol_order/{_BLOCK * block}"))
        bits = _scrambled(_sobol(order, dimension), self.streams.seed_u32(f"sobol_scramble/{name}"))
        return bits / 2.0**32


def _sobol(index: Bits, dimension: int) -> Bits:
    tables = _tables(dimension)
    found = tables[0][index & np.uint32(0xFF)]
    for number in range(1, 4):
        found ^= tables[number][index >> np.uint32(8 * number) & np.uint32(0xFF)]
    return found


@cache
def _tables(dimension: int) -> NDArray[np.uint32]:
    """What each value of each byte of the index adds, shape (4, 256)."""
    values = np.arange(256, dtype=np.uint32)
    tables = np.zeros((4, 256), np.uint32)
    for bit, direction in enumerate(_directions(dimension)):
        on = values >> np.uint32(bit % 8) & np.uint32(1) == 1
        tables[bit // 8] ^= np.where(on, direction, np.uint32(0))
    return tables


@cache
def _directions(dimension: int) -> tuple[np.uint32, ...]:
    """Direction numbers of one dimension, the first for the lowest bit of the index."""
    if dimension == 0:
        return tuple(np.uint32(1 << (31 - i)) for i in range(32))
    degree, coefficients, initial = _POLYNOMIALS[dimension - 1]
    v = [m << (31 - i) for i, m in enumerate(initial)]
    for i in range(degree, 32):
        value = v[i - degree] ^ (v[i - degree] >> degree)
        for k in range(1, degree):
            if coefficients >> (degree - 1 - k) & 1:
                value ^= v[i - k]
        v.append(value)
    return tuple(np.uint32(x) for x in v)


def _scrambled(bits: Bits, seed: int) -> Bits:
    """Nested uniform (Owen) scrambling by hash: Vegdahl's form of Laine and Karras' permutation."""
    x = _reversed(bits)
    x ^= x * np.uint32(0x3D20ADEA)
    x = (x + np.uint32(seed)) * np.uint32(seed >> 16 | 1)
    for factor in (0x05526C56, 0x53A22864):
        x ^= x * np.uint32(factor)
    return _reversed(x)


def _reversed(bits: Bits) -> Bits:
    return _REVERSED[np.ascontiguousarray(bits).view(np.uint8)].view(np.uint32).byteswap()


_REVERSED = np.array([int(f"{byte:08b}"[::-1], 2) for byte in range(256)], np.uint8)
