"""What a study of so many variants can find out, before it is run."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

__all__ = ["critical_rho", "power"]


def critical_rho(n: int, alpha: float) -> float:
    """Smallest |rho| of n variants whose two-sided p reaches alpha."""
    t = float(student.isf(alpha / 2, n - 2))
    return t / float(np.sqrt(n - 2 + t * t))


def power(rho: float, n: int, alpha: float) -> float:
    """Chance that the test of n variants rejects on the right side where rho is true (Fisher's z, with the
    variance of Bonett and Wright 2000)."""
    spread = np.sqrt((1 + rho * rho / 2) / (n - 3))
    return float(norm.sf((np.arctanh(critical_rho(n, alpha)) - np.arctanh(rho)) / spread))
