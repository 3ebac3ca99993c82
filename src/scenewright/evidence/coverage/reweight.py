"""Weights that turn the dataset's distribution into the target's, and what they cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["effective_sample_size", "target_weights"]


def target_weights(codes: ArrayLike, exposure: ArrayLike) -> NDArray[np.float64]:
    """w = P/Q of every frame's bucket, shape (n_frames,), mean 1 over frames in a bucket of positive P.

    `codes` holds each frame's bucket; frames outside (-1) get weight 0. Buckets that the dataset never
    shows cannot be weighted up: their exposure is lost, which the coverage figures say.
    """
    bucket, p = np.asarray(codes, np.int64), np.asarray(exposure, np.float64)
    inside = bucket >= 0
    counts = np.bincount(bucket[inside], minlength=len(p))
    share = counts / max(1, counts.sum())
    ratio = np.divide(p, share, out=np.zeros_like(p), where=share > 0)
    return np.where(inside, ratio[np.where(inside, bucket, 0)], 0.0)


def effective_sample_size(weights: ArrayLike) -> float:
    """(sum w)^2 / sum w^2 (Kish 1965); 0 when all weights are zero."""
    w = np.asarray(weights, np.float64)
    square = float((w * w).sum())
    return float(w.sum()) ** 2 / square if square > 0 else 0.0
