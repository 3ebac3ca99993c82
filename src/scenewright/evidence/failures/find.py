"""Weak slices of the dev photos: searched, tested, told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.evidence.failures.predicates import Predicate, hold, predicates_of
from scenewright.evidence.failures.search import Search, search_slices
from scenewright.evidence.failures.significance import Groups, adjusted_over, grouped, p_weaker
from scenewright.expressions import Expression
from scenewright.proportions import wilson

__all__ = ["Findings", "FoundSlice", "find_slices"]

LEVEL = 0.05
ALIKE = 0.5
"""Jaccard index from which two slices are the same rows."""


@dataclass(frozen=True)
class FoundSlice:
    """A slice on which the models fail beyond chance."""

    name: str
    words: str
    expression: str
    n: int
    groups: int
    lost_groups: int
    accuracy: float
    low: float
    high: float
    """Wilson interval for as many trials as there are groups."""
    others: float
    """Accuracy on the photos outside."""
    score: float
    p: float
    p_adjusted: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Findings:
    """Worst slices first."""

    slices: tuple[FoundSlice, ...]
    tests: int
    """Conjunctions that the p values are adjusted for."""
    evaluated: int
    n: int
    groups: int
    accuracy: float


def find_slices(
    wrong: NDArray[np.float64],
    groups: NDArray[np.int64],
    properties: pa.Table,
    *,
    predicates: int = 2,
    min_groups: int = 10,
    most: int = 3,
) -> Findings:
    """At most `most` slices of up to `predicates` conditions where a high share of seeds is `wrong`.

    `wrong` and `groups` have the shape (photos,), `properties` one row a photo. A slice is found when
    Fisher's exact test on its groups holds after Benjamini-Hochberg over all conjunctions. It is dropped

    - for a wider one that was found as well, unless it is clearly weaker than what that has beside it: of
      many parts of a weak slice, some look weaker still by chance;
    - when it has the words or mostly the rows of a better one, or what it has beyond the better ones is not
      weak by itself.
    """
    conditions = predicates_of(properties)
    masks = np.array([hold(Expression.parse(c.text), properties) for c in conditions])
    found = search_slices(
        wrong,
        groups,
        masks.reshape(len(conditions), len(wrong)),
        [c.property for c in conditions],
        most=predicates,
        min_groups=min_groups,
    )
    units = grouped(wrong, groups)
    slices = _told_apart(found, units, masks, conditions, min_groups, most)
    accuracy = 1 - float(wrong.mean())
    return Findings(tuple(slices), found.space, len(found.evaluated), len(wrong), units.count, accuracy)


def _told_apart(
    search: Search,
    units: Groups,
    masks: NDArray[np.bool_],
    conditions: Sequence[Predicate],
    min_groups: int,
    most: int,
) -> list[FoundSlice]:
    rows = [np.asarray(masks[list(each.predicates)].all(axis=0), bool) for each in search.evaluated]
    p_values = [p_weaker(units, mask, ~mask) for mask in rows]
    adjusted = adjusted_over(p_values, search.space)
    # Each slice has about as many refinements, and as many neighbours, as there are conditions.
    strict = LEVEL / len(conditions) if conditions else LEVEL
    weak = [i for i, p in enumerate(adjusted) if p < LEVEL]
    taken: list[NDArray[np.bool_]] = []
    found: list[FoundSlice] = []
    for i in weak:
        each, mask = search.evaluated[i], rows[i]
        if len(found) == most or each.score <= 0:
            break
        chosen = [conditions[k] for k in each.predicates]
        named = {slice.words for slice in found}
        if _words(chosen) in named or not _is_new(units, mask, taken, min_groups, strict):
            continue
        wider = [(rows[k], search.evaluated[k]) for k in weak if not (mask & ~rows[k]).any()]
        if any(
            _is_part(units, mask, other, LEVEL if len(w.predicates) == len(each.predicates) else strict)
            for other, w in wider
        ):
            continue
        taken.append(mask)
        found.append(_described(units, mask, chosen, each.score, p_values[i], float(adjusted[i])))
    return found


def _is_part(units: Groups, mask: NDArray[np.bool_], wider: NDArray[np.bool_], level: float) -> bool:
    """Whether a slice is nothing but a part of a wider one: not weaker than what that has beside it."""
    beside = wider & ~mask
    return bool(beside.any()) and p_weaker(units, mask, beside) >= level


def _is_new(
    units: Groups,
    mask: NDArray[np.bool_],
    taken: Sequence[NDArray[np.bool_]],
    min_groups: int,
    level: float,
) -> bool:
    """Whether a slice is weak by what it has beyond the slices that are taken."""
    if any((mask & other).sum() >= ALIKE * (mask | other).sum() for other in taken):
        return False
    if not taken:
        return True
    known = np.any(taken, axis=0)
    rest = mask & ~known
    return units.lost(rest)[0] >= min_groups and p_weaker(units, rest, ~mask & ~known) < level


def _described(
    units: Groups,
    mask: NDArray[np.bool_],
    chosen: Sequence[Predicate],
    score: float,
    p: float,
    adjusted: float,
) -> FoundSlice:
    groups, lost = units.lost(mask)
    accuracy = 1 - float(units.errors[mask].mean())
    low, high = wilson(accuracy * groups, groups)
    words = _words(chosen)
    name = "".join(c if c.isalnum() else "_" for c in words.lower()).strip("_")
    others = units.errors[~mask]
    return FoundSlice(
        name=name,
        words=words,
        expression=" and ".join(each.text for each in chosen),
        n=int(mask.sum()),
        groups=groups,
        lost_groups=lost,
        accuracy=accuracy,
        low=low,
        high=high,
        others=1 - float(others.mean()) if len(others) else 0.0,
        score=score,
        p=p,
        p_adjusted=adjusted,
    )


def _words(chosen: Sequence[Predicate]) -> str:
    return " and ".join(each.words for each in chosen)
