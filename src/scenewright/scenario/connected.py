"""What hangs together: sets joined where they share members."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TypeVar

__all__ = ["connected"]

Member = TypeVar("Member")


def connected(sets: Iterable[Set[Member]]) -> list[set[Member]]:
    """Unions of the sets that share members, directly or through others (connected components)."""
    groups: list[set[Member]] = []
    for one in sets:
        touching = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one]
        groups.append(set(one).union(*touching))
    return groups
