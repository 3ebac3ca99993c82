"""What an array must hold, found by going through all rows: shares no code with what it checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, product

from scenewright.scenario.covering import Model

Tuples = set[tuple[tuple[int, int], ...]]
Rows = Iterable[Sequence[int]]


def valid(model: Model, row: Sequence[int]) -> bool:
    """No forbidden tuple in it."""
    return not any(all(row[f] == level for f, level in one) for one in model.forbidden)


def tuples_of(row: Sequence[int], t: int) -> Tuples:
    """The t-tuples of a row without unknown levels."""
    known = [(f, int(level)) for f, level in enumerate(row) if level >= 0]
    return set(combinations(known, t))


def possible(model: Model, t: int) -> Tuples:
    """The t-tuples of all valid rows."""
    found: Tuples = set()
    for row in product(*(range(size) for size in model.sizes)):
        if valid(model, row):
            found |= tuples_of(row, t)
    return found


def faults(model: Model, t: int, new: Rows, existing: Rows = ()) -> list[str]:
    """What is wrong with rows that should complete `existing`."""
    wanted, found = possible(model, t), []
    have: Tuples = set()
    for row in existing:
        have |= tuples_of(row, t)
    for number, row in enumerate(new):
        if not valid(model, row):
            found.append(f"row {number} is forbidden")
        if not tuples_of(row, t) & wanted - have:
            found.append(f"row {number} adds nothing")
        have |= tuples_of(row, t)
    return found + [f"{one} is missing" for one in sorted(wanted - have)]
