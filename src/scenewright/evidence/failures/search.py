"""The slices on which models fail most: conjunctions of predicates by the score of SliceLine.

Sagadeeva and Boehm (SIGMOD 2021): `a (e(S) / e - 1) - (1 - a) (n / |S| - 1)`, with e(S) the mean error in the
slice and e of all; the second term keeps slices from being tiny. A level holds the conjunctions of one more
predicate; a conjunction is left out when a bound from its parents shows that it cannot be among the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALPHA", "Search", "Slice", "search_slices", "slice_score", "space_of"]

ALPHA = 0.95
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Slice:
    """One conjunction."""

    predicates: tuple[int, ...]
    """Row numbers of the masks, ascending."""
    n: int
    groups: int
    error: float
    """Sum of the errors of its rows."""
    largest: float
    """Largest error of a row."""
    score: float


@dataclass(frozen=True)
class Search:
    """Best slices first, and how many were looked at."""

    best: tuple[Slice, ...]
    """At most as many as asked for, with a score above 0; of equal scores the fewer predicates first."""
    evaluated: tuple[Slice, ...]
    """Everything that was counted and has enough groups."""
    space: int
    """Conjunctions that there are, those left out included."""


def search_slices(
    errors: NDArray[np.float64],
    groups: NDArray[np.int64],
    masks: NDArray[np.bool_],
    properties: Sequence[str],
    *,
    most: int,
    min_groups: int,
    top: int = 100,
    alpha: float = ALPHA,
) -> Search:
    """Conjunctions of at most `most` predicates of different properties, with `min_groups` groups or more.

    `errors` (rows,) lie in 0..1, `masks` have the shape (predicates, rows), `properties` names that of each.
    """
    count = len(errors)
    names, members = np.unique(groups, return_inverse=True)
    space = space_of(properties, most)
    if errors.sum() == 0 or not len(masks):
        return Search((), (), space)

    def counted(chosen: tuple[int, ...]) -> Slice | None:
        rows = np.flatnonzero(masks[list(chosen)].all(axis=0))
        found = int(np.count_nonzero(np.bincount(members[rows], minlength=len(names))))
        if found < min_groups:
            return None
        inside = errors[rows]
        score = float(slice_score(inside.sum(), len(rows), errors.sum(), count, alpha))
        return Slice(chosen, len(rows), found, float(inside.sum()), float(inside.max()), score)

    level: dict[tuple[int, ...], Slice | None] = {(i,): counted((i,)) for i in range(len(masks))}
    evaluated: list[Slice] = []
    best: list[Slice] = []
    for size in range(1, most + 1):
        alive = {chosen: found for chosen, found in level.items() if found is not None}
        evaluated += alive.values()
        best = sorted((s for s in [*best, *alive.values()] if s.score > 0), key=_order)[:top]
        if size == most:
            break
        bar = best[-1].score if len(best) == top else 0.0
        level = {}
        for chosen in _children(alive, properties):
            parents = [alive[part] for part in combinations(chosen, size)]
            if _bound(parents, errors.sum(), count, min_groups, alpha) > bar - _TOLERANCE:
                level[chosen] = counted(chosen)
    return Search(tuple(best), tuple(sorted(evaluated, key=_order)), space)


def slice_score(
    error: NDArray[np.float64] | float, n: NDArray[np.int64] | int, total: float, count: int, alpha: float
) -> NDArray[np.float64] | float:
    """Score of a slice with the summed `error` over `n` rows, of `total` over `count` rows."""
    return alpha * ((error / n) / (total / count) - 1) - (1 - alpha) * (count / n - 1)


def space_of(properties: Sequence[str], most: int) -> int:
    """How many conjunctions of 1 to `most` predicates of different properties there are."""
    ways = [1, *[0] * most]
    for here in Counter(properties).values():
        ways = [ways[0], *(ways[k] + here * ways[k - 1] for k in range(1, most + 1))]
    return sum(ways[1:])


def _order(found: Slice) -> tuple[float, int, tuple[int, ...]]:
    return -found.score, len(found.predicates), found.predicates


def _children(alive: dict[tuple[int, ...], Slice], properties: Sequence[str]) -> list[tuple[int, ...]]:
    """Conjunctions all of whose parents are alive; two parents that differ in the last predicate make one."""
    by_head: dict[tuple[int, ...], list[int]] = {}
    for chosen in sorted(alive):
        by_head.setdefault(chosen[:-1], []).append(chosen[-1])
    found = []
    for head, tails in by_head.items():
        for a, b in combinations(tails, 2):
            child = (*head, a, b)
            if properties[a] != properties[b] and all(
                p in alive for p in combinations(child, len(child) - 1)
            ):
                found.append(child)
    return found


def _bound(parents: Sequence[Slice], total: float, count: int, least: int, alpha: float) -> float:
    """The largest score that a child can have, by what its parents have (SliceLine, equation 3).

    A child has no more rows and no more error than any parent, and no row with a larger error. Between the
    fewest and the most rows the score is largest at an end or where the error is just used up.
    """
    most = min(parent.n for parent in parents)
    error = min(parent.error for parent in parents)
    largest = min(parent.largest for parent in parents)
    if error <= 0:
        return -np.inf
    used_up = error / largest
    sizes = {float(least), float(np.clip(used_up, least, most)), float(most)}
    return max(
        float(slice_score(min(n * largest, error), n, total, count, alpha))  # type: ignore[arg-type]
        for n in sizes
    )
