"""What a covering array is about: factors with levels, and combinations that must not occur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenewright.errors import InputError, Problem

__all__ = ["Forbidden", "Model"]

Forbidden = tuple[tuple[int, int], ...]
"""Pairs of (factor, level), ascending; a row that has all of them is not allowed."""


@dataclass(frozen=True)
class Model:
    """Factors, e.g. parameters of a scenario, each with so many levels, e.g. buckets.

    Forbidden tuples may be given as mappings too, in any order; they are kept sorted and once each.
    Raises `InputError` that lists every size and every forbidden tuple that cannot be.
    """

    sizes: tuple[int, ...]
    """Levels of each factor; level l of factor f is 0 <= l < sizes[f]."""
    forbidden: tuple[Forbidden, ...] = ()
    """Partial rows, of one factor or more, that no row may contain."""

    def __post_init__(self) -> None:
        sizes = tuple(int(size) for size in self.sizes)
        problems = [
            Problem(expected="at least one level", found=str(size), field=f"sizes[{i}]")
            for i, size in enumerate(sizes)
            if size < 1
        ]
        if not sizes:
            problems.append(Problem(expected="at least one factor", found="none", field="sizes"))
        tuples = [_pairs(one) for one in self.forbidden]
        for i, pairs in enumerate(tuples):
            found = _wrong(pairs, sizes)
            if found:
                expected = "each factor at most once, with a level that it has"
                problems.append(Problem(expected=expected, found=found, field=f"forbidden[{i}]"))
        if problems:
            raise InputError(problems)
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "forbidden", tuple(sorted(set(tuples), key=lambda p: (len(p), p))))


def _pairs(one: Mapping[int, int] | Iterable[tuple[int, int]]) -> Forbidden:
    pairs = one.items() if isinstance(one, Mapping) else one
    return tuple(sorted({(int(factor), int(level)) for factor, level in pairs}))


def _wrong(pairs: Forbidden, sizes: Sequence[int]) -> str:
    if not pairs:
        return "an empty tuple, which forbids every row"
    for factor, level in pairs:
        if not 0 <= factor < len(sizes):
            return f"factor {factor} of {len(sizes)}"
        if not 0 <= level < sizes[factor]:
            return f"level {level} of factor {factor}, which has {sizes[factor]}"
    if len({factor for factor, _ in pairs}) < len(pairs):
        return f"a factor at two levels: {pairs}"
    return ""
