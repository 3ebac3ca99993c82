"""What a world says about each of its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["ParameterSpec", "category", "integer", "number"]


@dataclass(frozen=True, kw_only=True)
class ParameterSpec:
    """One parameter of a world."""

    name: str
    kind: str
    """`number`, `integer`, `category` or `boolean`."""
    unit: str
    low: float | None
    """Least value that the world can build; None for categories."""
    high: float | None
    values: tuple[str, ...]
    """Categories, else empty."""
    odd_attribute: str
    """Dotted ISO 34503 term that the parameter realises."""
    default: Any
    """A distribution in document form, used where a scenario says nothing."""
    doc: str


def number(
    name: str, unit: str, low: float, high: float, odd: str, default: Any, doc: str, kind: str = "number"
) -> ParameterSpec:
    """A parameter with numbers from `low` to `high`."""
    return ParameterSpec(
        name=name,
        kind=kind,
        unit=unit,
        low=low,
        high=high,
        values=(),
        odd_attribute=odd,
        default=default,
        doc=doc,
    )


def integer(name: str, unit: str, low: int, high: int, odd: str, default: Any, doc: str) -> ParameterSpec:
    """A parameter with whole numbers from `low` to `high`."""
    return number(name, unit, low, high, odd, default, doc, "integer")


def category(name: str, values: dict[str, float], odd: str, doc: str) -> ParameterSpec:
    """A parameter with categories, each with its default probability."""
    return ParameterSpec(
        name=name,
        kind="category",
        unit="",
        low=None,
        high=None,
        values=tuple(values),
        odd_attribute=odd,
        default={"choice": values},
        doc=doc,
    )
