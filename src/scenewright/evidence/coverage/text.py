"""Figures as text."""

from __future__ import annotations

__all__ = ["percent"]


def percent(value: float | None, dash: str = "–") -> str:
    """One decimal; more where a small share would read as 0."""
    if value is None:
        return dash
    return f"{value:.1%}" if value == 0 or abs(value) >= 0.0005 else f"{value:.1e}"
