"""Exact completion of partial rows: unit propagation over forbidden tuples, then backtracking.

A forbidden tuple of which all but one literal (factor at level) hold takes the last one's level from its
factor, as in DPLL (Davis, Logemann, Loveland, CACM 5(7), 1962) with factors of several levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.connected import connected
from scenewright.scenario.covering.model import Forbidden, Model

__all__ = ["Solver", "linked_factors"]


class Solver:
    """Answers whether a partial row can be completed to one without a forbidden tuple, and how.

    Tuples that were found impossible may be told to it; they change no answer and save search.
    """

    def __init__(self, model: Model) -> None:
        self._sizes = model.sizes
        self._forbidden: list[Forbidden] = []
        self._with: list[list[int]] = [[] for _ in model.sizes]
        self._learnt: set[Forbidden] = set()
        for one in model.forbidden:
            self.learn(one)

    def learn(self, one: Forbidden) -> None:
        """Takes a tuple as forbidden; it must be one that no valid row has."""
        if one in self._learnt:
            return
        self._learnt.add(one)
        for factor, _ in one:
            self._with[factor].append(len(self._forbidden))
        self._forbidden.append(one)

    def complete(
        self, partial: Iterable[tuple[int, int]], preferred: NDArray[np.float64]
    ) -> list[int] | None:
        """A valid row that has the literals of `partial`, or None when there is none.

        Levels with a smaller `preferred`, shape (factors, largest size), are tried first.
        """
        domains = [(1 << size) - 1 for size in self._sizes]
        for factor, level in partial:
            domains[factor] &= 1 << level
        if not all(domains):
            return None
        every = range(len(domains))
        if not self._propagate(domains, every):
            return None
        ranks = np.argsort(preferred, axis=1, kind="stable").tolist()
        order = [
            [level for level in rank if level < size] for rank, size in zip(ranks, self._sizes, strict=True)
        ]
        return self._search(domains, order)

    def _search(self, domains: list[int], order: Sequence[Sequence[int]]) -> list[int] | None:
        """`domains` are bit masks that propagation left as they are."""
        open_factors = [f for f, domain in enumerate(domains) if domain & (domain - 1)]
        # Factors without forbidden tuples come last: they cannot fail, so no search is repeated below them.
        constrained = [f for f in open_factors if self._with[f]]
        if not constrained:
            for factor in open_factors:
                domains[factor] = 1 << next(v for v in order[factor] if domains[factor] >> v & 1)
            return [domain.bit_length() - 1 for domain in domains]
        factor = min(constrained, key=lambda f: (domains[f].bit_count(), -len(self._with[f])))
        for level in order[factor]:
            if domains[factor] >> level & 1:
                trial = list(domains)
                trial[factor] = 1 << level
                if self._propagate(trial, (factor,)):
                    found = self._search(trial, order)
                    if found is not None:
                        return found
        return None

    def _propagate(self, domains: list[int], changed: Iterable[int]) -> bool:
        """Takes levels that can no longer be from `domains`; False when a factor has none left."""
        waiting = list(changed)
        while waiting:
            factor = waiting.pop()
            for number in self._with[factor]:
                last: tuple[int, int] | None = None
                for f, level in self._forbidden[number]:
                    bit, domain = 1 << level, domains[f]
                    if not domain & bit:
                        break
                    if domain != bit:
                        if last is not None:
                            break
                        last = (f, bit)
                else:
                    if last is None:
                        return False
                    domains[last[0]] &= ~last[1]
                    left = domains[last[0]]
                    if not left:
                        return False
                    if not left & (left - 1):
                        waiting.append(last[0])
        return True


def linked_factors(model: Model) -> list[int]:
    """For each factor the smallest one that forbidden tuples tie it to, maybe by way of others."""
    tied = connected({factor for factor, _ in one} for one in model.forbidden)
    first = {factor: min(group) for group in tied for factor in group}
    return [first.get(factor, factor) for factor in range(len(model.sizes))]
