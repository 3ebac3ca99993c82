"""A parameter's distribution, moved to its weighted draws within the range it had.

The form of the document is kept where it means something: a `given` is fitted case by case, a `mixture` by
the share of each part (one step of expectation and maximisation, Dempster et al. 1977) and then part by
part, a `choice` by its weights. A range becomes a uniform, a truncated normal or, where these lie far off,
pieces of a histogram.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.calibration.ranges import fitted_ends, fitted_range, short
from scenewright.evidence.calibration.weights import effective_size
from scenewright.scenario.distributions import Columns, Distribution
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.normal import TruncatedNormal
from scenewright.scenario.distributions.uniform import LogUniform, Uniform

__all__ = ["FEWEST", "refit"]

Numbers = NDArray[np.float64]
FEWEST = 5.0
"""Least effective number of draws for which a distribution, or a part of one, is moved."""


def refit(distribution: Distribution, values: NDArray[Any], weights: Numbers, drawn: Columns) -> Distribution:
    """`distribution` fitted to `values` with `weights` (of any sum), shape (n,).

    `drawn` has the columns of the parameters that it depends on. Too few draws leave it as it is.
    """
    used = weights > 0
    if not used.any() or effective_size(weights / weights.sum()) < FEWEST:
        return distribution
    if isinstance(distribution, Conditional):
        return _by_case(distribution, values, weights, drawn)
    if isinstance(distribution, Mixture):
        return _by_part(distribution, values, weights, drawn)
    if isinstance(distribution, Choice):
        shares = [float(weights[values == option].sum() / weights.sum()) for option in distribution.options]
        # An option that no draw took keeps a trace: cases of other parameters may name it.
        return replace(distribution, weights=tuple(max(short(share), 0.001) for share in shares))
    if isinstance(distribution, Integer):
        low, high = fitted_ends(
            values.astype(float), weights, distribution.low, distribution.high + 1, shift=0.5
        )
        first = min(int(np.floor(low + 0.5)), distribution.high)
        return Integer(first, int(np.clip(np.floor(high - 0.5), first, distribution.high)))
    if isinstance(distribution, Uniform | LogUniform | TruncatedNormal):
        return fitted_range(distribution, values.astype(np.float64)[used], weights[used])
    return distribution


def _by_case(found: Conditional, values: NDArray[Any], weights: Numbers, drawn: Columns) -> Conditional:
    case = found.case_of(drawn[found.given])
    parts = [
        refit(part, values[case == i], weights[case == i], {n: c[case == i] for n, c in drawn.items()})
        for i, part in enumerate(found.parts)
    ]
    count = len(found.case_parts)
    return replace(found, case_parts=tuple(parts[:count]), otherwise=parts[count] if parts[count:] else None)


def _by_part(found: Mixture, values: NDArray[Any], weights: Numbers, drawn: Columns) -> Mixture:
    logs = np.array([part.log_density(values, drawn) for part in found.parts])
    masses = np.array([part.has_mass(values, drawn) for part in found.parts])
    logs = np.where(masses.any(axis=0) & ~masses, -np.inf, logs)
    logs += np.log(np.asarray(found.weights) / sum(found.weights))[:, None]
    with np.errstate(invalid="ignore"):
        taken = np.nan_to_num(np.exp(logs - np.logaddexp.reduce(logs, axis=0)))
    shares = (taken * weights).sum(axis=1) / weights.sum()
    parts = [refit(part, values, weights * own, drawn) for part, own in zip(found.parts, taken, strict=True)]
    return Mixture(tuple(max(short(float(share)), 0.001) for share in shares), tuple(parts))
