"""Whether a distribution's quantile is the inverse of its CDF."""

from __future__ import annotations

from itertools import pairwise

from scenewright.scenario.distributions.base import Continuous, Distribution
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.mixture import Mixture

__all__ = ["is_continuous_inverse"]


def is_continuous_inverse(distribution: Distribution) -> bool:
    """Whether the distribution has no atoms and its quantile rises, for every value of its parents.

    A mixture's does where its parts, in their order, lie above each other.
    """
    if isinstance(distribution, Continuous):
        return True
    if isinstance(distribution, Conditional):
        return all(is_continuous_inverse(part) for part in distribution.parts)
    if isinstance(distribution, Mixture) and all(is_continuous_inverse(p) for p in distribution.parts):
        ends = [bounds for part in distribution.parts if (bounds := part.bounds()) is not None]
        return all(below[1] <= above[0] for below, above in pairwise(ends))
    return False
