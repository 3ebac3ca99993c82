"""Intervals of proportions."""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["wilson"]


def wilson(successes: float, trials: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval (low, high) of a proportion (Wilson, JASA 22, 1927); (0, 1) without trials.

    Numbers may be effective ones, such as Kish's of weighted rows. It ends at 0 without successes and at 1
    without failures. Raises `ValueError` for more successes than trials, rounding aside.
    """
    if not 0 <= successes <= trials * (1 + 1e-9):
        raise ValueError(f"expected 0 <= successes <= trials, found {successes} of {trials}")
    if trials == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = min(1.0, successes / trials)
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2) / (1 + z * z / trials)
    return (0.0 if share == 0 else max(0.0, centre - half)), (1.0 if share == 1 else min(1.0, centre + half))
