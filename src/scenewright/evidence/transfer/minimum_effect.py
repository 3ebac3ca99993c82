"""The smallest gain that a comparison is likely to show, known before it runs from photos, groups and seeds.

A comparison says *better* when its 95 % interval lies above zero (`intervals.clustered_interval`). The
interval joins a part for other photos and a part for other seeds; so does the power of that verdict.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import chi2, norm
from scipy.stats import t as student

__all__ = [
    "ASSUMED",
    "LEVEL",
    "POWER",
    "Chance",
    "Spread",
    "chance_of",
    "design_effect",
    "minimum_effect",
    "power",
    "variance_of_mean",
]

POWER, LEVEL = 0.8, 0.05
_NODES = 48


@dataclass(frozen=True)
class Spread:
    """How the differences between two trained models vary, photo by photo and seed by seed."""

    discordance: float
    """Share of photos of which just one of the two models of a seed is right."""
    agreement: float
    """Share of the difference's variance common to all seeds; 0 where each differs on other photos."""
    within_groups: float
    """Intra-class correlation of the photos of one group, as to the mean difference over seeds."""
    seed_deviation: float
    """Standard deviation over seeds of the gain itself, beyond what the choice of photos explains."""
    source: str
    """Where these figures come from."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


ASSUMED = Spread(0.10, 0.3, 0.4, 0.02, "assumed: no trainings of this comparison are known yet")
"""Of the order of what was measured between datasets of traffic lights (docs/evaluation.md)."""


@dataclass(frozen=True)
class Chance:
    """Variances of a gain, and how well the run will know them."""

    photos: float
    """Of the mean over seeds, for other groups of photos."""
    seeds: float
    """Of the mean over seeds, for other seeds."""
    noise: float
    """Part of the spread between seeds' figures that comes from the photos, by the number of seeds."""
    photo_freedom: int
    """Groups less classes."""
    seed_freedom: int


def design_effect(sizes: NDArray[np.int64], correlation: float) -> float:
    """By how much groups of like photos raise the variance of a mean (Kish 1965, 5.4), of unequal sizes.

    `1 + (m - 1) correlation`, with m the mean group size of a photo, sum of squares by sum.
    """
    return 1.0 + (float((sizes**2).sum() / sizes.sum()) - 1.0) * correlation


def variance_of_mean(classes: NDArray[np.int64], groups: NDArray[np.int64], correlation: float) -> float:
    """Variance of the mean of class means, for photos of variance 1; both of shape (photos,)."""
    names = np.unique(classes)
    sizes = [np.unique(groups[classes == name], return_counts=True)[1] for name in names]
    return sum(design_effect(each, correlation) / float(each.sum()) for each in sizes) / len(names) ** 2


def chance_of(
    spread: Spread, gain: float, classes: NDArray[np.int64], groups: NDArray[np.int64], seeds: int
) -> Chance:
    """The variances of a mean of class means; for plain accuracy hand in equal `classes`, shape (photos,).

    A difference that is -1, 0 or 1 has the variance `discordance - gain^2` (Connor 1987), and there is no
    gain above the discordance.
    """
    each = variance_of_mean(classes, groups, spread.within_groups)
    variance = (max(spread.discordance, gain) - gain**2) * each
    lasting = spread.agreement + (1 - spread.agreement) / seeds
    return Chance(
        photos=variance * lasting,
        seeds=spread.seed_deviation**2 / seeds,
        noise=variance * (1 - spread.agreement) / seeds,
        photo_freedom=len(np.unique(groups)) - len(np.unique(classes)),
        seed_freedom=seeds - 1,
    )


def power(gain: float, chance: Chance) -> float:
    """How probably the 95 % interval lies above zero when the true gain is `gain`.

    The interval's two half widths are those of Student's t, with variances estimated from the run
    (chi-squared over their degrees of freedom) and joined by MOVER; the mean over both is taken by
    Gauss-Legendre quadrature. With one source of chance alone it is the power of the t test, from the
    noncentral t distribution.
    """
    tail = 1 - LEVEL / 2
    weights, photo_shares = _shares(chance.photo_freedom)
    seed_weights, seed_shares = _shares(chance.seed_freedom)
    photos = student.ppf(tail, chance.photo_freedom) ** 2 * chance.photos * photo_shares
    lasting = np.maximum((chance.seeds + chance.noise) * seed_shares - chance.noise, 0)
    seeds = student.ppf(tail, chance.seed_freedom) ** 2 * lasting
    reach = np.sqrt(photos[:, None] + seeds[None])
    error = float(np.sqrt(chance.photos + chance.seeds))
    return float(weights @ norm.cdf((gain - reach) / error) @ seed_weights)


def minimum_effect(
    spread: Spread, classes: NDArray[np.int64], groups: NDArray[np.int64], seeds: int
) -> float | None:
    """The gain at which `power` is 0.8; None where not even a gain of 1 is shown so often."""

    def short(gain: float) -> float:
        return power(gain, chance_of(spread, gain, classes, groups, seeds)) - POWER

    # At a gain of exactly 1 nothing varies any more.
    most = 1 - 1e-6
    if len(np.unique(groups)) <= len(np.unique(classes)) or short(most) < 0:
        return None
    return float(brentq(short, 1e-6, most, xtol=1e-5))


@cache
def _shares(freedom: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and values of a chi-squared variable by its degrees of freedom."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return weights / 2, np.asarray(chi2.ppf((nodes + 1) / 2, freedom) / freedom)
