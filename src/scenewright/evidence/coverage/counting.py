"""Counts of all combinations of up to t attributes in one pass over the frames.

Frames are counted jointly over blocks of attributes (`blocks`), in segments that stay in the cache: a
mixed-radix index of a frame's buckets, then `numpy.bincount`. Each t-subset's counts are sums over its
block's table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.coverage.blocks import MOST_CELLS, Block, choose_blocks

__all__ = [
    "Codes",
    "Tables",
    "block_index",
    "blocks_of",
    "count_prefixes",
    "count_tables",
    "levels_of",
    "segments",
]

Codes = NDArray[np.signedinteger[Any]]
"""Bucket of each frame in each attribute, shape (n_frames, n_attributes), -1 where unknown or outside.
Fastest as int8 with contiguous columns."""
Tables = dict[tuple[int, ...], NDArray[np.int64]]
"""Frames in each cell by subset of attributes (ascending), shape: the attributes' numbers of buckets."""

SEGMENT = 1 << 17
"""Frames that are indexed at a time."""


def levels_of(codes: Codes, sizes: Sequence[int]) -> tuple[int, ...]:
    """Values of each attribute, with one more, the first, where some frame is unknown or outside."""
    return tuple(size + int(len(codes) > 0 and codes[:, a].min() < 0) for a, size in enumerate(sizes))


def blocks_of(frames: int, levels: Sequence[int], t: int) -> tuple[Block, ...]:
    """Blocks whose tables are not much larger than the number of frames."""
    return choose_blocks(levels, t, int(np.clip(8 * frames, 64, MOST_CELLS)))


def count_tables(codes: Codes, sizes: Sequence[int], t: int) -> Tables:
    """Counts of every subset of 1 to t attributes; a frame that is -1 in one of them is left out there."""
    return next(count_prefixes(codes, sizes, t, [len(codes)]))


def count_prefixes(codes: Codes, sizes: Sequence[int], t: int, stops: Sequence[int]) -> Iterator[Tables]:
    """`count_tables` of the first `stop` frames for each of the ascending `stops`, in one pass."""
    levels = levels_of(codes, sizes)
    blocks = blocks_of(len(codes), levels, t)
    joint = [np.zeros(prod(levels[a] for a in block.attributes), np.int64) for block in blocks]
    start = 0
    for stop in stops:
        for first in range(start, stop, SEGMENT):
            columns = _columns(codes[first : min(first + SEGMENT, stop)], sizes, levels)
            for block, counts in zip(blocks, joint, strict=True):
                counts += np.bincount(block_index(columns, block, levels), minlength=len(counts))
        start = max(start, stop)
        yield _parts(blocks, joint, sizes, levels)


def block_index(columns: Sequence[NDArray[np.uint16]], block: Block, levels: Sequence[int]) -> NDArray[Any]:
    """Cell of each frame in the block's joint table, shape (n,): a mixed-radix number."""
    cells = prod(levels[a] for a in block.attributes)
    first, *rest = block.attributes
    index: NDArray[Any] = columns[first].astype(np.uint16 if cells <= 1 << 16 else np.int64)
    for a in rest:
        np.multiply(index, levels[a], out=index)
        np.add(index, columns[a], out=index)
    return index


def segments(
    codes: Codes, sizes: Sequence[int], levels: Sequence[int]
) -> Iterator[tuple[int, list[NDArray[np.uint16]]]]:
    """First frame and columns of values from 0 of each segment."""
    for first in range(0, len(codes), SEGMENT):
        yield first, _columns(codes[first : first + SEGMENT], sizes, levels)


def _columns(part: Codes, sizes: Sequence[int], levels: Sequence[int]) -> list[NDArray[np.uint16]]:
    shifts = [level - size for level, size in zip(levels, sizes, strict=True)]
    return [(part[:, a] + shift).astype(np.uint16) for a, shift in enumerate(shifts)]


def _parts(
    blocks: Sequence[Block], joint: Sequence[NDArray[np.int64]], sizes: Sequence[int], levels: Sequence[int]
) -> Tables:
    tables: Tables = {}
    for block, counts in zip(blocks, joint, strict=True):
        table = counts.reshape([levels[a] for a in block.attributes])
        for subset in block.subsets:
            others = tuple(i for i, a in enumerate(block.attributes) if a not in subset)
            known = tuple(slice(levels[a] - sizes[a], None) for a in subset)
            tables[subset] = table.sum(axis=others)[known]
    return dict(sorted(tables.items(), key=lambda item: (len(item[0]), item[0])))
