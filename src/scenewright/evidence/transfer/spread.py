"""The spread of a comparison, measured on photos that may guide: what a minimum effect is computed from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.intervals import balanced_mean
from scenewright.evidence.transfer.minimum_effect import Spread, variance_of_mean

__all__ = ["intraclass_correlation", "measured_spread"]

Array = NDArray[np.float64]


def measured_spread(
    difference: Array, classes: NDArray[np.int64], groups: NDArray[np.int64], source: str
) -> Spread:
    """Of `difference` (seeds, photos), each -1, 0 or 1; `classes` are those that are averaged over.

    Variance between seeds within a photo, and of the photos' means, are told apart as in a one-way analysis
    of variance; every photo weighs as its class's mean does.
    """
    seeds = len(difference)
    within = balanced_mean(difference.var(axis=0, ddof=1)[None], classes)
    means = difference.mean(axis=0)
    between = balanced_mean(np.square(means - balanced_mean(difference, classes))[None], classes)
    lasting = max(0.0, between - within / seeds)
    total = lasting + within
    correlation = intraclass_correlation(means, groups)
    a_photo = variance_of_mean(classes, groups, correlation)
    by_seed = np.array([balanced_mean(row[None], classes) for row in difference])
    own = max(0.0, float(by_seed.var(ddof=1)) - within * a_photo)
    return Spread(
        discordance=balanced_mean(np.square(difference), classes),
        agreement=lasting / total if total else 0.0,
        within_groups=correlation,
        seed_deviation=float(np.sqrt(own)),
        source=source,
    )


def intraclass_correlation(values: Array, groups: NDArray[np.int64]) -> float:
    """ANOVA estimator for groups of unequal sizes (Donner 1986), within 0..1; `values` of shape (photos,)."""
    names, members = np.unique(groups, return_inverse=True)
    sizes = np.bincount(members).astype(float)
    count, total = len(names), len(values)
    if count < 2 or total == count:
        return 0.0
    means = np.bincount(members, weights=values) / sizes
    inside = float(np.square(values - means[members]).sum()) / (total - count)
    among = float((sizes * np.square(means - values.mean())).sum()) / (count - 1)
    size = (total - float((sizes**2).sum()) / total) / (count - 1)
    below = among + (size - 1) * inside
    return float(np.clip((among - inside) / below, 0, 1)) if below > 0 else 0.0
