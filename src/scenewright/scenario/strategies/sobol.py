"""Shuffled and scrambled Sobol points, in blocks of four dimensions (Burley, JCGT 9(4), 2020).

Two of forty Sobol dimensions can be visibly correlated over a few hundred points: a nuisance parameter
would tell the label. So only four dimensions form one Sobol sequence; each further block of four is the same
sequence in an order of its own. Every dimension is stratified, blocks are evenly filled, and across blocks
points are about as unrelated as random ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["sobol_points"]

Bits = NDArray[np.uint32]
_BLOCK = 4
# Joe and Kuo, new-joe-kuo-6: degree, polynomial coefficients and initial numbers of dimensions 2 to 4.
_POLYNOMIALS = ((1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)))


def sobol_points(root: str, key: str, names: Sequence[str], indices: Sequence[int]) -> NDArray[np.float64]:
    """One point an index, shape (len(indices), len(names)), in [0, 1)."""
    streams = Streams(root, key)
    wanted = np.asarray(indices, dtype=np.uint32)
    points = np.empty((len(wanted), len(names)))
    for start in range(0, len(names), _BLOCK):
        order = _scrambled(wanted, streams.seed_u32(f"sobol_order/{start}"))
        for offset, name in enumerate(names[start : start + _BLOCK]):
            bits = _scrambled(_sobol(order, offset), streams.seed_u32(f"sobol_scramble/{name}"))
            points[:, start + offset] = bits / 2.0**32
    return points


def _sobol(index: Bits, dimension: int) -> Bits:
    found = np.zeros_like(index)
    for bit, direction in enumerate(_directions(dimension)):
        found ^= np.where(index >> np.uint32(bit) & np.uint32(1), direction, np.uint32(0))
    return found


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
    x = bits
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF), (16, 0x0000FFFF)):
        x = (x >> np.uint32(shift) & np.uint32(mask)) | ((x & np.uint32(mask)) << np.uint32(shift))
    return x
