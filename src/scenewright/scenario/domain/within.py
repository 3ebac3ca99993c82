"""Samples inside a cell: each parameter's distribution, held to the cell's buckets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.domain import Domain
from scenewright.scenario.narrow import narrowed

__all__ = ["Within"]


class Within:
    """The distributions of a scenario in each cell of a domain."""

    def __init__(self, scenario: Scenario, domain: Domain) -> None:
        self._scenario, self._domain = scenario, domain
        self._held = lru_cache(maxsize=None)(self._hold)

    @cached_property
    def aimed(self) -> dict[str, tuple[int, ...]]:
        """Parameter -> attributes whose buckets its distribution is held to."""
        found: dict[str, tuple[int, ...]] = {}
        for number, attribute in enumerate(self._domain.attributes):
            if attribute.plain:
                found[attribute.expression] = (*found.get(attribute.expression, ()), number)
        return found

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Attributes that samples may miss all the same: drawn again until they lie in their bucket.

        Their bucket is one of an expression, or the parameter depends on others, or two attributes cut it.
        """
        return tuple(
            number
            for number, attribute in enumerate(self._domain.attributes)
            if not attribute.plain
            or len(self.aimed[attribute.expression]) > 1
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
        for held in np.unique(buckets, axis=0):
            rows = (buckets == held).all(axis=1)
            above = {parent: parents[parent][rows] for parent in distribution.depends_on}
            values = self._held(name, tuple(held.tolist())).quantile(u[rows], above)
            if found is None:
                found = np.empty(len(u), values.dtype)
            elif found.dtype != values.dtype:
                found = found.astype(np.result_type(found, values))
            found[rows] = values
        return np.empty(0) if found is None else found

    def met(self, columns: Mapping[str, Column], codes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which samples lie in their cell, shape (n,)."""
        met = np.ones(len(codes), bool)
        for number in self.asked:
            wanted = codes[:, number]
            met &= (wanted < 0) | (self._domain.attributes[number].codes(columns) == wanted)
        return met

    def _hold(self, name: str, buckets: tuple[int, ...]) -> Distribution:
        """Where no value is left, the distribution as it is: `met` finds that its values lie elsewhere."""
        whole = self._scenario.parameters[name]
        held: Distribution | None = whole
        for attribute, bucket in zip(self.aimed[name], buckets, strict=True):
            if held is not None and bucket >= 0:
                held = narrowed(held, self._domain.attributes[attribute].parts[bucket])
        return whole if held is None else held
