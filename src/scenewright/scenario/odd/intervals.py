"""Shares of buckets with their 95 % intervals, of independent rows or of groups of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.proportions import wilson
from scenewright.randomness import Streams

__all__ = ["DIGITS", "rounded_shares", "share_intervals"]

DIGITS = 6
"""Decimals of probabilities in documents."""
_RESAMPLES = 2000
_AT_ONCE = 1 << 20
"""Draws of a group held in memory at a time."""
_CONFIDENCE = 0.95


def share_intervals(
    codes: NDArray[np.integer],
    weights: NDArray[np.float64],
    groups: NDArray[np.int64] | None,
    size: int,
    streams: Streams,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of each bucket, shape (size,), and its 95 % interval, shape (size, 2); codes are all >= 0.

    Independent rows: Wilson's interval (1927) with Kish's effective number of rows, (sum w)^2 / sum w^2.
    Groups: percentiles of 2,000 bootstrap samples of whole groups. A bucket that holds all rows or none of
    them never varies in those: there Wilson's interval with the number of groups is taken.
    """
    sums = np.bincount(codes, weights, minlength=size)
    shares = sums / sums.sum()
    rows = float(weights.sum()) ** 2 / float((weights**2).sum())
    if groups is None:
        return shares, np.array([wilson(p * rows, rows, _CONFIDENCE) for p in shares])
    present, member = np.unique(groups, return_inverse=True)
    table = np.zeros((len(present), size))
    np.add.at(table, (member, codes), weights)
    generator = streams.generator("clusters")
    drawn = np.empty((_RESAMPLES, size))
    chunk = max(1, _AT_ONCE // len(present))
    for start in range(0, _RESAMPLES, chunk):
        shape = (min(chunk, _RESAMPLES - start), len(present))
        # Each row of picks counts its own groups: rows are told apart by an offset.
        picks = generator.integers(0, len(present), shape) + len(present) * np.arange(shape[0])[:, None]
        counts = np.bincount(picks.ravel(), minlength=shape[0] * shape[1]).reshape(shape)
        drawn[start : start + shape[0]] = counts @ table
    total = drawn.sum(axis=1, keepdims=True)
    drawn = np.divide(drawn, total, out=np.tile(shares, (_RESAMPLES, 1)), where=total > 0)
    tail = 50 * (1 - _CONFIDENCE)
    interval = np.percentile(drawn, [tail, 100 - tail], axis=0).T
    for k in np.flatnonzero((shares == 0) | (shares == 1)):
        interval[k] = wilson(shares[k] * len(present), len(present), _CONFIDENCE)
    # With few groups a percentile may miss the estimate itself by a rounding error.
    return shares, np.stack([np.minimum(interval[:, 0], shares), np.maximum(interval[:, 1], shares)], axis=1)


def rounded_shares(shares: NDArray[np.float64]) -> list[float]:
    """Rounded to `DIGITS` by largest remainders, so that they sum to 1 to within floating point."""
    scale = 10**DIGITS
    parts = np.floor(shares * scale)
    order = np.argsort(-(shares * scale - parts), kind="stable")
    parts[order[: round(scale - parts.sum())]] += 1
    return [float(part / scale) for part in parts]
