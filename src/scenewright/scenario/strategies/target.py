"""How densely samples lie under the target domain: the scenario's density, reweighted cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.randomness import Streams
from scenewright.scenario.columns import parameters_of
from scenewright.scenario.connected import connected
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain import Domain
from scenewright.scenario.domain.within import Within
from scenewright.scenario.sampling import attempt
from scenewright.scenario.strategies.random import RandomPoints

__all__ = ["target_log_density"]

_DRAWS = 1 << 14


def target_log_density(
    scenario: Scenario, domain: Domain, columns: Mapping[str, Column], log_density: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Natural log of p(x) E(cell) / P(cell), shape (n,): p and P are the scenario's, E the machine's
    exposure.

    `log_density` is log p(x). P of attributes that one independent parameter decides is exact; of those that
    hang together by parents, expressions or constraints it comes from 16,384 draws, always the same. Minus
    infinity outside the domain.
    """
    codes = domain.codes(columns)
    with np.errstate(divide="ignore"):
        found = log_density + np.log(domain.probability(codes))
    inside = np.isfinite(found)
    for members, constraints in _clusters(scenario, domain):
        part = replace(
            domain, attributes=tuple(domain.attributes[a] for a in members), groups=(), forbidden=()
        )
        cells, which = np.unique(codes[inside][:, members], axis=0, return_inverse=True)
        named = _Named(scenario.digest, scenario)
        logs = np.array([_log_probability(named, part, constraints, tuple(c)) for c in cells.tolist()])
        found[inside] -= logs[which.ravel()] if len(logs) else 0.0
    return found


def _clusters(scenario: Scenario, domain: Domain) -> list[tuple[list[int], tuple[Expression, ...]]]:
    """Attributes that hang together, with all constraints that bear on them; what stands in different ones is
    independent."""
    reach = [set(parameters_of(scenario, a.parameters)) for a in domain.attributes]
    ties = [(set(parameters_of(scenario, c.columns)), c) for c in scenario.constraints]
    found = []
    for names in connected([*reach, *(tie for tie, _ in ties)]):
        members = [number for number, read in enumerate(reach) if read & names]
        if members:
            found.append((members, tuple(constraint for tie, constraint in ties if tie & names)))
    return sorted(found, key=lambda cluster: cluster[0])


@dataclass(frozen=True)
class _Named:
    digest: str
    scenario: Scenario = field(compare=False)


@lru_cache(maxsize=1 << 14)
def _log_probability(
    named: _Named, domain: Domain, constraints: tuple[Expression, ...], cell: tuple[int, ...]
) -> float:
    bound = replace(named.scenario, constraints=constraints)
    within = Within(bound, domain)
    kept = 1.0
    if within.asked or constraints:
        points = RandomPoints(Streams("probability of cells", bound.name))
        codes = np.tile(cell, (_DRAWS, 1))
        kept = float(attempt(bound, points.column, np.arange(_DRAWS), within, codes)[1].mean())
    return float(np.log(max(kept, 1 / _DRAWS) * within.ceiling(cell)))
