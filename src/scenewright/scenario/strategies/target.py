"""How densely samples lie under the target domain: the scenario's density, reweighted cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams
from scenewright.scenario.columns import parameters_of
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
    for members in _clusters(scenario, domain):
        part = replace(
            domain, attributes=tuple(domain.attributes[a] for a in members), groups=(), forbidden=()
        )
        cells, which = np.unique(codes[inside][:, members], axis=0, return_inverse=True)
        named = _Named(scenario.digest, scenario)
        logs = np.array([_log_probability(named, part, tuple(cell)) for cell in cells.tolist()])
        found[inside] -= logs[which.ravel()] if len(logs) else 0.0
    return found


def _clusters(scenario: Scenario, domain: Domain) -> list[list[int]]:
    """Attributes that hang together; what stands in different ones is independent."""
    reach = [set(parameters_of(scenario, a.parameters)) for a in domain.attributes]
    ties = [set(parameters_of(scenario, c.columns)) for c in scenario.constraints]
    clusters: list[tuple[set[int], set[str]]] = []
    for members, names in [
        *(({n}, read) for n, read in enumerate(reach)),
        *((set[int](), tie) for tie in ties),
    ]:
        touching = [each for each in clusters if each[1] & names]
        clusters = [each for each in clusters if each not in touching]
        joined = members.union(*(each[0] for each in touching)), names.union(*(each[1] for each in touching))
        clusters.append(joined)
    return sorted(sorted(members) for members, _ in clusters if members)


@dataclass(frozen=True)
class _Named:
    digest: str
    scenario: Scenario = field(compare=False)


@lru_cache(maxsize=1 << 14)
def _log_probability(named: _Named, domain: Domain, cell: tuple[int, ...]) -> float:
    scenario = named.scenario
    within = Within(scenario, domain)
    read = {name for attribute in domain.attributes for name in parameters_of(scenario, attribute.parameters)}
    constraints = tuple(c for c in scenario.constraints if read & set(parameters_of(scenario, c.columns)))
    bound = replace(scenario, constraints=constraints)
    kept = 1.0
    if within.asked or constraints:
        points = RandomPoints(Streams("probability of cells", scenario.name))
        codes = np.tile(cell, (_DRAWS, 1))
        kept = float(attempt(bound, points.column, np.arange(_DRAWS), within, codes)[1].mean())
    return float(np.log(max(kept, 1 / _DRAWS) * within.ceiling(cell)))
