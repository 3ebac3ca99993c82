"""Frames in which an attribute does not apply: by the ODD's `valid`, for the frame's own values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.evidence.coverage.counting import Codes
from scenewright.evidence.coverage.factors import Factor
from scenewright.expressions import Expression

__all__ = ["where_inapplicable"]


def where_inapplicable(
    odd: Any, factors: Sequence[Factor], codes: Codes, tables: Sequence[pa.Table]
) -> dict[int, NDArray[np.bool_]]:
    """Place of each factor with a condition -> frames in which that is false, shape (n_frames,).

    The rows of `tables`, one below the other, are those of `codes`, whose columns are the factors. A
    condition reads buckets of factors by their names, and columns of the tables; where one is unknown the
    attribute applies, as in the table of `scenewright odd cod`.
    """
    conditions = {a.name: a.valid for a in odd.attributes if a.valid}
    places = {factor.name: place for place, factor in enumerate(factors)}
    found = {}
    for name, place in places.items():
        if name not in conditions:
            continue
        rule, start, parts = Expression.parse(conditions[name], field="valid"), 0, []
        for table in tables:
            rows = slice(start, start + table.num_rows)
            columns = {
                column: _labels(factors[places[column]], codes[rows, places[column]])
                if column in places
                else table[column]
                if column in table.column_names
                else pa.nulls(table.num_rows, pa.float64())
                for column in rule.columns
            }
            parts.append(_false(rule.evaluate(pa.table(columns))))
            start += table.num_rows
        found[place] = np.concatenate([np.zeros(0, np.bool_), *parts])
    return found


def _labels(factor: Factor, codes: NDArray[Any]) -> pa.Array:
    numbers = pa.array(codes.astype(np.int16), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array([b.label for b in factor.buckets]))


def _false(held: pa.Array) -> NDArray[np.bool_]:
    if pa.types.is_null(held.type):
        return np.zeros(len(held), np.bool_)
    return ~np.asarray(held.fill_null(True).to_numpy(zero_copy_only=False), np.bool_)
