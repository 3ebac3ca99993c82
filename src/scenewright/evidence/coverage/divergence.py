"""How far the dataset's distribution Q over buckets is from the target's P."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["jensen_shannon", "population_stability_index", "wasserstein_1"]

LEAST_SHARE = 1e-4


def jensen_shannon(p: ArrayLike, q: ArrayLike) -> float:
    """Jensen-Shannon divergence in bits, 0 (equal) to 1 (disjoint): 1/2 KL(P,M) + 1/2 KL(Q,M).

    `scipy.spatial.distance.jensenshannon` returns the square root of this.
    """
    first, second = _normalised(p), _normalised(q)
    middle = (first + second) / 2
    return max(0.0, (_kl(first, middle) + _kl(second, middle)) / 2)


def wasserstein_1(p: ArrayLike, q: ArrayLike) -> float:
    """Wasserstein-1 distance between distributions over ordered buckets, in buckets moved.

    The sum of the absolute differences of the cumulative distributions, neighbours being one apart.
    """
    return float(np.abs(np.cumsum(_normalised(p) - _normalised(q))[:-1]).sum())


def _normalised(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    if (array < 0).any() or not array.sum() > 0:
        raise ValueError("expected non-negative weights with a positive sum")
    result: NDArray[np.float64] = array / array.sum()
    return result


def _kl(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    on = p > 0
    return float((p[on] * np.log2(p[on] / q[on])).sum())


def population_stability_index(p: ArrayLike, q: ArrayLike) -> float:
    """PSI = sum (Q - P) ln(Q / P), in nats: Jeffreys' divergence, 0 when equal, without an upper end.

    Credit scoring reads below 0.1 as stable and from 0.25 on as a clear shift (Siddiqi 2006). A bucket that
    one of them never shows would make it infinite: shares below 0.0001 are taken as 0.0001, as is usual.
    """
    first, second = (np.maximum(_normalised(x), LEAST_SHARE) for x in (p, q))
    return float(((second - first) * np.log(second / first)).sum())
