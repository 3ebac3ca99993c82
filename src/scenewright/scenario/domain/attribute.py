"""One attribute of a domain: which parameter decides it, and its buckets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.columns import evaluated
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.narrow import Part

__all__ = ["DomainAttribute"]


@dataclass(frozen=True)
class DomainAttribute:
    """Cut by one parameter, or by an expression of parameters."""

    name: str
    parameters: tuple[str, ...]
    """That its expression reads."""
    expression: str
    labels: tuple[str, ...]
    parts: tuple[Part, ...]
    """Values of the expression that belong to each bucket."""

    @property
    def plain(self) -> bool:
        """Whether the expression is the parameter itself: its distribution can be held to a bucket."""
        return self.parameters == (self.expression,)

    @cached_property
    def parsed(self) -> Expression:
        return Expression.parse(self.expression)

    def codes(self, columns: Mapping[str, Column]) -> NDArray[np.int64]:
        """Bucket of every row, shape (n,); -1 outside all of them."""
        column = columns[self.expression] if self.plain else evaluated(self.parsed, columns)
        codes = np.full(len(column), -1, np.int64)
        for number, part in reversed(list(enumerate(self.parts))):
            codes[_inside(part, column)] = number
        return codes

    def to_json(self) -> dict[str, Any]:
        buckets = [
            {"label": label, **({"values": list(p.values)} if p.values else _ends(p))}
            for label, p in zip(self.labels, self.parts, strict=True)
        ]
        return {
            "name": self.name,
            "parameters": list(self.parameters),
            "expression": self.expression,
            "buckets": buckets,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> DomainAttribute:
        parts = tuple(
            Part(values=tuple(b["values"]))
            if "values" in b
            else Part(b.get("low", -np.inf), b.get("high", np.inf))
            for b in data["buckets"]
        )
        labels = tuple(bucket["label"] for bucket in data["buckets"])
        return DomainAttribute(data["name"], tuple(data["parameters"]), data["expression"], labels, parts)


def _inside(part: Part, column: Column) -> NDArray[np.bool_]:
    if part.values:
        return np.asarray(np.any([column == value for value in part.values], axis=0), bool)
    if column.dtype == object:
        # Texts, or numbers of which some are missing: NaN lies in no range.
        column = np.array([v if isinstance(v, int | float) else np.nan for v in column.tolist()], np.float64)
    return np.asarray((column >= part.low) & (column <= part.high), bool)


def _ends(part: Part) -> dict[str, float]:
    ends = {"low": float(part.low), "high": float(part.high)}
    return {name: end for name, end in ends.items() if np.isfinite(end)}
