"""What was never drawn: Good-Turing's unseen mass and Chao's richness, for independent draws only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from scenewright.evidence.coverage.counting import Codes

__all__ = [
    "Draws",
    "Unseen",
    "chao1",
    "estimate_unseen",
    "good_turing",
    "independent_draws",
    "joint_counts",
    "once_each",
]

INDEPENDENT = ("random", "exposure")
"""Components of a mixture whose frames are independent draws."""


@dataclass(frozen=True)
class Unseen:
    """The estimates, or None with the reason why they are refused."""

    unseen_mass: float | None
    """Probability that the next draw falls into a cell never seen."""
    richness: float | None
    """Estimated number of cells that can occur (a lower bound), at most those that there are."""
    seen: int
    """Cells seen."""
    refused: str
    """Why there is no estimate; empty when there is."""
    frames: int | None = None
    """Independent frames inside all buckets, which the estimates are from."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Which frames are independent draws of one distribution."""

    chosen: NDArray[np.bool_] | None
    """Shape (n_frames,); None for all."""
    refused: str = ""
    """Why none are; empty when some are."""


def independent_draws(indices: Sequence[pa.Table], strategy: str, scenarios: int) -> Draws:
    """By the column `component` of the datasets' indices where each has one, else by the strategy."""
    if scenarios != 1:
        return Draws(None, f"needs draws from one distribution; the dataset has {scenarios} scenarios")
    if indices and all("component" in index.column_names for index in indices):
        columns: list[Any] = [index.column("component").to_numpy() for index in indices]
        component = np.concatenate(columns)
        found = [name for name in INDEPENDENT if (component == name).any()]
        if len(found) == 1:
            return Draws(component == found[0])
        others = ", ".join(sorted({str(name) for name in component}))
        if found:
            return Draws(None, "needs draws from one distribution; components random and exposure differ")
        return Draws(None, f"needs independent draws; the components are {others or 'none'}")
    if strategy != "random":
        return Draws(None, f"needs independent draws; {_why(strategy)}")
    return Draws(None)


def once_each(draws: Draws, indices: Sequence[pa.Table], roots: Sequence[str]) -> Draws:
    """The first of the draws that are one sample: moments of an episode, or the same sample in two datasets.

    Samples are the same where the roots of their datasets' random streams and their numbers are.
    """
    known = all("index" in index.column_names for index in indices)
    moments = any(
        "time" in index.column_names and index.num_rows and pc.max(index["time"]).as_py() for index in indices
    )
    if draws.refused or not known or (len(roots) == len(set(roots)) and not moments):
        return draws
    numbers: list[Any] = [index["index"].to_numpy() for index in indices]
    places = [np.full(len(n), roots.index(root)) for n, root in zip(numbers, roots, strict=True)]
    samples = np.stack([np.concatenate(places), np.concatenate(numbers)], axis=1)
    chosen = np.arange(len(samples)) if draws.chosen is None else np.flatnonzero(draws.chosen)
    first = np.unique(samples[chosen], axis=0, return_index=True)[1]
    kept = np.zeros(len(samples), np.bool_)
    kept[chosen[first]] = True
    return Draws(kept)


def _why(strategy: str) -> str:
    reasons = {
        "mixed": "the datasets were drawn by several strategies",
        "covering": "strategy 'covering' picks its points for the combinations that they show",
        "targeted": "strategy 'targeted' draws in a region only",
        "adaptive": "strategy 'adaptive' picks its points by what the dataset has",
        "mixture": "the index does not say which frames of the mixture are",
    }
    return reasons.get(strategy, f"strategy '{strategy}' spreads its points evenly")


def joint_counts(codes: Codes, sizes: Sequence[int]) -> NDArray[np.int64]:
    """Frames in each cell of all attributes crossed that has any; frames with a -1 are left out."""
    if not sizes:
        return np.zeros(0, np.int64)
    inside = np.ones(len(codes), np.bool_)
    for a in range(len(sizes)):
        inside &= codes[:, a] >= 0
    key, radix = np.zeros(int(inside.sum()), np.int64), 1
    for a, size in enumerate(sizes):
        if radix * size >= 1 << 62:
            # Numbers of the cells that occur in place of those that could.
            distinct, key = np.unique(key, return_inverse=True)
            radix = len(distinct)
        key = key * size + codes[inside, a]
        radix *= size
    return np.unique(key, return_counts=True)[1].astype(np.int64)


def good_turing(counts: ArrayLike) -> float:
    """f1 / n: the share of draws whose cell was met once only."""
    n = np.asarray(counts, np.int64)
    return float((n == 1).sum() / n.sum())


def chao1(counts: ArrayLike) -> float:
    """S + f1^2 / (2 f2), and S + f1 (f1 - 1) / 2 when f2 = 0 (Chao 1984)."""
    n = np.asarray(counts, np.int64)
    seen, once, twice = int((n > 0).sum()), int((n == 1).sum()), int((n == 2).sum())
    return seen + (once * once / (2 * twice) if twice else once * (once - 1) / 2)


def estimate_unseen(codes: Codes, sizes: Sequence[int], draws: Draws) -> Unseen:
    """Both estimates from the independent draws; else the refusal."""
    seen = len(joint_counts(codes, sizes))
    if draws.refused:
        return Unseen(None, None, seen, draws.refused)
    n = joint_counts(codes if draws.chosen is None else codes[draws.chosen], sizes)
    if n.sum() == 0:
        return Unseen(None, None, seen, "no independent frame falls into the buckets", 0)
    # Where few cells can occur at all, Chao's estimate may exceed them.
    return Unseen(good_turing(n), min(chao1(n), float(prod(sizes))), seen, "", int(n.sum()))
