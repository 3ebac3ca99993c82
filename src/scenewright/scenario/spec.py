"""What a world says about each of its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["ParameterSpec"]


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
