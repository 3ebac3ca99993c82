"""A part of a parameter's values: a bucket, or what a region keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Part"]


@dataclass(frozen=True)
class Part:
    """Numbers from `low` to `high`, or some single values."""

    low: float = -math.inf
    high: float = math.inf
    values: tuple[str | int | float | bool, ...] = ()
    """Where given, these alone."""
    half_open: bool = False
    """Whether `high` itself is left out, as it is of the buckets of an ODD."""

    @staticmethod
    def bucket(
        low: float | None, high: float | None, values: Sequence[str | int | float | bool] = ()
    ) -> Part:
        """`[low, high)`, or the values; a missing end is no end."""
        ends = -math.inf if low is None else low, math.inf if high is None else high
        return Part(*ends, tuple(values), half_open=True)

    def has(self, value: str | int | float | bool) -> bool:
        """Whether a single value belongs to it."""
        if self.values:
            return value in self.values
        if isinstance(value, str) or not self.low <= value <= self.high:
            return False
        return not self.half_open or value < self.high
