"""What was never drawn: Good-Turing's unseen mass and Chao's richness, for independent draws only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Unseen", "chao1", "estimate_unseen", "good_turing"]


@dataclass(frozen=True)
class Unseen:
    """The estimates, or None with the reason why they are refused."""

    unseen_mass: float | None
    """Probability that the next draw falls into a cell never seen."""
    richness: float | None
    """Estimated number of cells that can occur (a lower bound)."""
    seen: int
    """Cells seen."""
    refused: str
    """Why there is no estimate; empty when there is."""


def good_turing(counts: ArrayLike) -> float:
    """f1 / n: the share of draws whose cell was met once only."""
    n = np.asarray(counts, np.int64)
    return float((n == 1).sum() / n.sum())


def chao1(counts: ArrayLike) -> float:
    """S + f1^2 / (2 f2), and S + f1 (f1 - 1) / 2 when f2 = 0 (Chao 1984)."""
    n = np.asarray(counts, np.int64)
    seen, once, twice = int((n > 0).sum()), int((n == 1).sum()), int((n == 2).sum())
    return seen + (once * once / (2 * twice) if twice else once * (once - 1) / 2)


def estimate_unseen(counts: ArrayLike, strategy: str, scenarios: int = 1) -> Unseen:
    """Both estimates when the draws are independent and from one distribution; else the refusal."""
    n = np.asarray(counts, np.int64)
    seen = int((n > 0).sum())
    if strategy != "random":
        reason = f"needs independent draws; strategy '{strategy}' spreads its points evenly"
    elif scenarios != 1:
        reason = f"needs draws from one distribution; the dataset has {scenarios} scenarios"
    elif n.sum() == 0:
        reason = "no frame falls into the buckets"
    else:
        return Unseen(good_turing(n), chao1(n), seen, "")
    return Unseen(None, None, seen, reason)
