"""Samples inside a cell: exactly the scenario's, given that their values lie in the cell's buckets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.joint import JointColumn
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.domain import Domain
from scenewright.scenario.narrow import Part, narrowed_with_mass

__all__ = ["Within"]


@dataclass(frozen=True)
class _Held:
    """A distribution held to a part."""

    distribution: Distribution
    mass: float = 1.0
    """Probability of the part; in the likeliest case where it depends on a parent."""
    share: tuple[float, ...] = ()
    """Of one that depends on a parent: probability of the part in each case, by that of the likeliest."""


class Within:
    """The distributions of a scenario in each cell of a domain."""

    def __init__(self, scenario: Scenario, domain: Domain) -> None:
        self._scenario, self._domain = scenario, domain
        self._held = lru_cache(maxsize=None)(self._hold)

    @cached_property
    def aimed(self) -> dict[str, int]:
        """Parameter -> the attribute whose buckets its distribution is held to."""
        found: dict[str, int] = {}
        for number, attribute in enumerate(self._domain.attributes):
            if attribute.plain and _can_be_held(self._scenario, attribute.expression):
                found.setdefault(attribute.expression, number)
        return found

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Attributes that samples may miss all the same: drawn again until they lie in their bucket.

        Their bucket is one of an expression, or the parameter cannot be held, depends on others or is held by
        another attribute.
        """
        return tuple(
            number
            for number, attribute in enumerate(self._domain.attributes)
            if not attribute.plain
            or self.aimed.get(attribute.expression) != number
            or self._scenario.parameters[attribute.expression].depends_on
        )

    @cached_property
    def read(self) -> tuple[str, ...]:
        """Parameters that tell whether they do."""
        names = (name for number in self.asked for name in self._domain.attributes[number].parameters)
        return tuple(dict.fromkeys(names))

    def quantile(
        self, name: str, u: NDArray[np.float64], parents: Mapping[str, Column], codes: NDArray[np.int64]
    ) -> Column:
        """Values of a parameter at points `u` of [0, 1) in cells `codes` (n, attributes), shape (n,).

        A -1 leaves its attribute free.
        """
        distribution = self._scenario.parameters[name]
        if name not in self.aimed:
            return distribution.quantile(u, parents)
        buckets = codes[:, self.aimed[name]]
        found: Column | None = None
        for bucket in np.unique(buckets):
            rows = buckets == bucket
            above = {parent: parents[parent][rows] for parent in distribution.depends_on}
            values = self._held(name, int(bucket)).distribution.quantile(u[rows], above)
            if found is None:
                found = np.empty(len(u), values.dtype)
            elif found.dtype != values.dtype:
                found = found.astype(np.result_type(found, values))
            found[rows] = values
        return np.empty(0) if found is None else found

    def met(
        self,
        columns: Mapping[str, Column],
        codes: NDArray[np.int64],
        chance: Callable[[str], NDArray[np.float64]],
    ) -> NDArray[np.bool_]:
        """Which samples to keep, shape (n,): they lie in their cell and, where a parent decides how likely
        that was, as often as it was likely. `chance` gives uniform numbers, shape (n,), by name.
        """
        met = np.ones(len(codes), bool)
        for number in self.asked:
            wanted = codes[:, number]
            met &= (wanted < 0) | (self._domain.attributes[number].codes(columns) == wanted)
        for name, number in self.aimed.items():
            distribution = self._scenario.parameters[name]
            if not isinstance(distribution, Conditional):
                continue
            cases = distribution.case_of(columns[distribution.given])
            for bucket in np.unique(codes[:, number]):
                if share := self._held(name, int(bucket)).share:
                    rows = codes[:, number] == bucket
                    met[rows] &= chance(f"kept/{name}")[rows] < np.asarray(share)[cases[rows]]
        return met

    def ceiling(self, cell: tuple[int, ...]) -> float:
        """What the share of kept samples in a cell is to be multiplied with for the cell's probability."""
        held = (self._held(name, cell[number]).mass for name, number in self.aimed.items())
        return float(np.prod(list(held)))

    @property
    def exact(self) -> bool:
        """Whether every sample lies in its cell, so that `ceiling` is the cell's probability."""
        return not self.asked and not self._scenario.constraints

    def _hold(self, name: str, bucket: int) -> _Held:
        """Where no value is left, the distribution as it is: nothing of it is kept."""
        whole = self._scenario.parameters[name]
        if bucket < 0:
            return _Held(whole)
        part = self._domain.attributes[self.aimed[name]].parts[bucket]
        if isinstance(whole, Conditional):
            return _by_case(whole, part)
        found = narrowed_with_mass(whole, part)
        return _Held(whole, 0.0) if found is None else _Held(*found)


def _can_be_held(scenario: Scenario, name: str) -> bool:
    """Not if that changed how likely other parameters' values are: correlated ones, those of a joint table,
    those with parents of parents."""
    distribution = scenario.parameters[name]
    if any(name in copula.names for copula in scenario.copulas) or isinstance(distribution, JointColumn):
        return False
    if isinstance(distribution, Conditional):
        return not any(each.depends_on for each in distribution.parts)
    return not distribution.depends_on


def _by_case(whole: Conditional, part: Part) -> _Held:
    """Each case held to the part; a case that never lies there is never kept."""
    cases = [narrowed_with_mass(each, part) for each in whole.parts]
    most = max((mass for found in cases if found for mass in found[1:]), default=0.0)
    if not most:
        return _Held(whole, 0.0)
    parts = tuple(found[0] if found else each for found, each in zip(cases, whole.parts, strict=True))
    count = len(whole.case_parts)
    held = Conditional(whole.given, whole.case_values, parts[:count], parts[count] if parts[count:] else None)
    return _Held(held, most, tuple(found[1] / most if found else 0.0 for found in cases))
