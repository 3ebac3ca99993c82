"""Conditions on one measured property of photos, cut at its quantiles, each with its words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression

__all__ = ["Predicate", "hold", "predicates_of", "rounded"]

BELOW, ABOVE = (0.1, 0.2, 1 / 3, 0.5), (0.5, 2 / 3, 0.8, 0.9)
"""Shares of the photos below which, or from which, a property counts as low or high."""
_WORDS = {
    "width_px": ("narrow", "wide"),
    "height_px": ("small", "large"),
    "brightness": ("dark", "bright"),
    "contrast": ("flat", "contrasty"),
    "clipped_fraction": ("unclipped", "clipped"),
    "saturation": ("pale", "colourful"),
    "lamp_value": ("dim-lamp", "bright-lamp"),
    "lamp_saturation": ("washed-out", "vivid-lamp"),
}
_DIGITS = 3


@dataclass(frozen=True)
class Predicate:
    """One condition on one property."""

    property: str
    text: str
    """SQL."""
    words: str
    """`dark`, or `low distance_m` of a column that has no words of its own."""


def predicates_of(properties: pa.Table) -> list[Predicate]:
    """Classes, and numbers cut at their quantiles, of a table with one row a photo.

    Cuts are rounded before anything is counted, so that the text says exactly which photos are meant.
    """
    found: list[Predicate] = []
    for name in properties.column_names:
        column = properties.column(name).drop_null()
        if pa.types.is_string(column.type):
            found += [_of_class(name, str(value)) for value in sorted(set(column.to_pylist()))]
        elif len(column) and not pa.types.is_boolean(column.type):
            found += _of_number(name, column.to_numpy().astype(np.float64))
    return found


def hold(expression: Expression, properties: pa.Table) -> NDArray[np.bool_]:
    """Rows where it is true, shape (n,); an unknown value is outside."""
    return np.array([value is True for value in expression.evaluate(properties).to_pylist()], dtype=bool)


def rounded(value: float) -> float:
    """To three digits: a cut that people can read."""
    return float(f"{value:.{_DIGITS}g}")


def _of_class(name: str, value: str) -> Predicate:
    quoted = value.replace("'", "''")
    return Predicate(name, f"\"{name}\" = '{quoted}'", value.replace("_", " "))


def _of_number(name: str, values: NDArray[np.float64]) -> list[Predicate]:
    low, high = _WORDS.get(name, (f"low {name}", f"high {name}"))
    below = dict.fromkeys(rounded(float(np.quantile(values, share))) for share in BELOW)
    above = dict.fromkeys(rounded(float(np.quantile(values, share))) for share in ABOVE)
    return [
        *(Predicate(name, f"{_quoted(name)} < {cut:g}", low) for cut in below if (values < cut).any()),
        *(
            Predicate(name, f"{_quoted(name)} >= {cut:g}", high)
            for cut in above
            if (values >= cut).any() and (values < cut).any()
        ),
    ]


def _quoted(name: str) -> str:
    return name if name.isidentifier() and name.islower() else f'"{name}"'
