"""A distribution held to a part of its values: the same form, renormalised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenewright.scenario.distributions import Distribution, Part
from scenewright.scenario.distributions.base import Continuous
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.empirical import Empirical
from scenewright.scenario.distributions.gamma import TruncatedGamma
from scenewright.scenario.distributions.joint import JointColumn
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.normal import TruncatedLogNormal, TruncatedNormal
from scenewright.scenario.distributions.parse_ranges import LEAST_HELD
from scenewright.scenario.distributions.truncated import Truncated
from scenewright.scenario.distributions.uniform import LogUniform, Uniform
from scenewright.scenario.distributions.von_mises import VonMises

__all__ = ["Part", "narrowed", "narrowed_with_mass"]


def narrowed(distribution: Distribution, part: Part) -> Distribution | None:
    """`distribution` under the condition that its value lies in `part`; None where it never does.

    Of a `given`, each case is narrowed by itself, so that its parent keeps its distribution; a case that
    never lies in `part` stays as it is. None also for a parameter of a joint table, which cannot be narrowed
    without the others.
    """
    found = narrowed_with_mass(distribution, part)
    return None if found is None else found[0]


def narrowed_with_mass(distribution: Distribution, part: Part) -> tuple[Distribution, float] | None:
    """The narrowed distribution and the probability that it had; of a `given`, the mean over its cases."""
    if isinstance(distribution, Conditional):
        return _by_case(distribution, part)
    if isinstance(distribution, Mixture):
        return _of_mixture(distribution, part)
    if isinstance(distribution, Choice):
        kept = [i for i, option in enumerate(distribution.options) if part.has(option)]
        if not kept:
            return None
        masses = distribution.masses()
        options = tuple(distribution.options[i] for i in kept)
        weights = tuple(distribution.weights[i] for i in kept)
        return Choice(options, weights), float(sum(masses[i] for i in kept))
    if isinstance(distribution, Integer):
        if part.values:
            some = distribution.among(part.values)
            return (Choice(some, (1.0,) * len(some)), len(some) / distribution.count) if some else None
        low = max(distribution.low, int(np.ceil(max(part.low, -(2.0**53)))))
        high = min(distribution.high, int(np.floor(min(part.high, 2.0**53))))
        return (Integer(low, high), (high - low + 1) / distribution.count) if low <= high else None
    if isinstance(distribution, Empirical):
        pairs = zip(distribution.numbers, distribution.weights, strict=True)
        seen = {number: weight for number, weight in pairs if part.has(number)}
        if not seen:
            return None
        return Empirical(tuple(seen), tuple(seen.values())), float(distribution.mass(part, {}))
    if isinstance(distribution, Uniform | LogUniform | TruncatedNormal):
        return _of_range(distribution, part)
    if isinstance(distribution, Continuous):
        return _of_shape(distribution, part)
    if isinstance(distribution, JointColumn):
        return None
    values = distribution.values() or ()
    return (distribution, 1.0) if values and all(part.has(value) for value in values) else None


def _of_range(found: Uniform | LogUniform | TruncatedNormal, part: Part) -> tuple[Distribution, float] | None:
    low, high = max(found.low, part.low), min(found.high, part.high)
    if part.values or low >= high:
        return None
    new = replace(found, low=low, high=high)
    if isinstance(new, TruncatedNormal) and not new.held > 0:
        return None
    # Inside, both densities have the same shape: their ratio at any point is the probability.
    inside = np.array([(low * high) ** 0.5 if isinstance(found, LogUniform) else (low + high) / 2])
    return new, float(np.exp(found.log_density(inside, {}) - new.log_density(inside, {}))[0])


def _of_shape(found: Continuous, part: Part) -> tuple[Distribution, float] | None:
    """Those with ends of their own keep their form; the others are held between ends."""
    low, high = max(found.low, part.low), min(found.high, part.high)
    mass = float(found.mass(part, {}))
    if part.values or low >= high or mass < LEAST_HELD:
        return None
    if mass == 1:
        return found, 1.0
    if isinstance(found, TruncatedLogNormal | TruncatedGamma | VonMises | Truncated):
        return replace(found, low=low, high=high), mass
    return Truncated(found, low, high), mass


def _of_mixture(found: Mixture, part: Part) -> tuple[Distribution, float] | None:
    total = sum(found.weights)
    narrow = [narrowed_with_mass(each, part) for each in found.parts]
    kept = [(weight, each) for weight, each in zip(found.weights, narrow, strict=True) if each]
    if not kept:
        return None
    mass = sum(w * share for w, (_, share) in kept) / total
    if len(kept) == 1:
        return kept[0][1][0], mass
    weights = tuple(_short(w * share / (mass * total)) for w, (_, share) in kept)
    return Mixture(weights, tuple(each for _, (each, _) in kept)), mass


def _by_case(found: Conditional, part: Part) -> tuple[Distribution, float] | None:
    cases = [narrowed_with_mass(each, part) for each in found.parts]
    if not any(cases):
        return None
    kept = tuple(case[0] if case else each for case, each in zip(cases, found.parts, strict=True))
    count = len(found.case_parts)
    otherwise = kept[count] if found.otherwise is not None else None
    shares = [case[1] if case else 0.0 for case in cases]
    return replace(found, case_parts=kept[:count], otherwise=otherwise), float(np.mean(shares))


def _short(value: float) -> float:
    return float(f"{value:.6g}")
