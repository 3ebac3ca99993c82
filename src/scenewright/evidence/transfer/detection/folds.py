"""Which photos train and which judge: folds that keep near duplicates together, and subsets."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams

__all__ = ["fold_of_seed", "make_folds", "subset"]


def make_folds(groups: NDArray[np.int64], count: int, streams: Streams) -> NDArray[np.int64]:
    """Fold of each photo, shape (n,): whole groups, the largest first, each into the smallest fold so far."""
    names, sizes = np.unique(groups, return_counts=True)
    order = streams.generator("folds").permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled = np.zeros(count)
    fold_of = np.zeros(len(names), np.int64)
    for k in order:
        fold_of[k] = filled.argmin()
        filled[fold_of[k]] += sizes[k]
    return np.asarray(fold_of[np.searchsorted(names, groups)], np.int64)


def fold_of_seed(number: int, count: int) -> int:
    """Which of `count` folds the seed of that number judges: each in turn, so that all photos are judged."""
    return number % count


def subset(rows: NDArray[np.int64], fraction: float, streams: Streams) -> NDArray[np.int64]:
    """A `fraction` of `rows`, at least one; of one family of streams a smaller one lies in a larger one."""
    wanted = max(1, math.ceil(fraction * len(rows) - 1e-9))
    return np.sort(streams.generator("subset").permutation(rows)[:wanted])
