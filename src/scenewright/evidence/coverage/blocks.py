"""Blocks of attributes that are counted jointly, so that every combination of t of them lies in one.

A block's joint table gives the counts of all its parts by summing over the rest. A few blocks that hold every
t-subset (a covering design) so replace one pass over the frames for each t-subset: 20 attributes have 1,140
triples, and about 60 blocks of six to eight attributes hold them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_CELLS", "Block", "choose_blocks"]

MOST_CELLS = 1 << 15
"""Cells of a joint table: its counts, 8 bytes each, stay in a core's second-level cache."""


@dataclass(frozen=True)
class Block:
    """Attributes that are counted jointly."""

    attributes: tuple[int, ...]
    """Ascending."""
    subsets: tuple[tuple[int, ...], ...]
    """Parts of it, of 1 to t attributes, whose counts are taken from this block and from no other."""


def choose_blocks(levels: Sequence[int], t: int, most_cells: int = MOST_CELLS) -> tuple[Block, ...]:
    """Blocks that together hold each subset of 1 to t attributes once; the same for the same arguments.

    `levels` is the number of values of each attribute. Greedy: a block starts from the first t-subset that no
    block holds, and takes in whichever attribute brings the most further ones for the logarithm of its
    levels, until its table would exceed `most_cells`. A single t-subset may exceed it.
    """
    count = len(levels)
    t = min(t, count)
    if t == 0:
        return ()
    waiting = _all_subsets(count, t)
    taken: set[tuple[int, ...]] = set()
    blocks = []
    flat = waiting.ravel()
    # argmax stops at the first True.
    while flat[first := int(flat.argmax())]:
        members = [int(a) for a in np.unravel_index(first, waiting.shape)]
        while (extra := _best(waiting, members, levels, t, most_cells)) is not None:
            members.append(extra)
        members.sort()
        waiting[np.ix_(*[members] * t)] = False
        parts = [s for size in range(1, t + 1) for s in combinations(members, size) if s not in taken]
        taken.update(parts)
        blocks.append(Block(tuple(members), tuple(parts)))
    return tuple(blocks)


def _all_subsets(count: int, t: int) -> NDArray[np.bool_]:
    """True where all of t indices differ, shape (count,) * t: each subset stands in every order."""
    waiting = np.ones((count,) * t, np.bool_)
    axes = np.indices((count,) * t, sparse=True)
    for first, second in combinations(range(t), 2):
        waiting &= axes[first] != axes[second]
    return waiting


def _best(
    waiting: NDArray[np.bool_], members: list[int], levels: Sequence[int], t: int, most_cells: int
) -> int | None:
    """The attribute to take in; None when none fits or none brings anything."""
    room = most_cells // prod(levels[a] for a in members)
    fits = np.array([a not in members and n <= room for a, n in enumerate(levels)])
    if not fits.any():
        return None
    within = waiting[np.ix_(*[members] * (t - 1))] if t > 1 else waiting
    gains = within.reshape(-1, len(levels)).sum(axis=0) / factorial(t - 1)
    worth = np.where(fits, gains / np.log(np.maximum(levels, 2)), 0.0)
    return int(worth.argmax()) if worth.max() > 0 else None
