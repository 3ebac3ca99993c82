"""The current operational domain of recorded frames: each attribute's value and bucket, a row a frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.odd.assign import OUTSIDE, UNKNOWN, bucket_codes
from scenewright.scenario.odd.document import OddAttribute
from scenewright.scenario.odd.load import Odd

__all__ = ["STATES", "cod_table"]

STATES = ("inside", "outside", "unknown", "not_applicable")
"""Of an attribute in a frame: in a bucket; in none of them; without a value; where `valid` does not hold."""


def cod_table(odd: Odd, keys: pa.Array, sample: pa.Table, measured: pa.Table) -> pa.Table:
    """`key`, then `<name>`, `<name>.bucket` and `<name>.state` of every attribute, a row a frame.

    `sample` and `measured` have the columns that the attributes' expressions read; of one that they lack
    every value is unknown. The bucket is null where the state is not `inside`.
    """
    values = {a.name: _values(a, measured if a.measured else sample, len(keys)) for a in odd.attributes}
    codes = {a.name: bucket_codes(a.ranges, values[a.name]) for a in odd.attributes}
    labels = {a.name: _labels(a, codes[a.name]) for a in odd.attributes}
    columns: dict[str, pa.Array] = {"key": keys}
    for attribute in odd.attributes:
        name = attribute.name
        state = np.array(["inside"] * len(keys), dtype=object)
        state[codes[name] == OUTSIDE] = "outside"
        state[codes[name] == UNKNOWN] = "unknown"
        state[~_applies(attribute, labels, sample, measured, len(keys))] = "not_applicable"
        inside = [label if s == "inside" else None for label, s in zip(labels[name], state, strict=True)]
        columns[name] = values[name]
        columns[f"{name}.bucket"] = pa.array(inside, pa.string())
        columns[f"{name}.state"] = pa.array(state.tolist(), pa.string())
    return pa.table(columns)


def _values(attribute: OddAttribute, rows: pa.Table, count: int) -> pa.Array:
    expression = Expression.parse(attribute.source, field=f"attributes.{attribute.name}")
    if expression.unknown(rows.column_names):
        return pa.nulls(count, pa.float64())
    return expression.evaluate(rows)


def _labels(attribute: OddAttribute, codes: NDArray[np.int16]) -> list[str | None]:
    return [attribute.labels[code] if code >= 0 else None for code in codes.tolist()]


def _applies(
    attribute: OddAttribute,
    labels: dict[str, list[str | None]],
    sample: pa.Table,
    measured: pa.Table,
    count: int,
) -> NDArray[np.bool_]:
    """Where `valid` holds or cannot be told, shape (count,)."""
    if not attribute.valid:
        return np.ones(count, np.bool_)
    rule = Expression.parse(attribute.valid)
    columns: dict[str, pa.Array] = {}
    for name in _top(rule.columns):
        if name in labels:
            columns[name] = pa.array(labels[name], pa.string())
        else:
            found = next((t.column(name) for t in (sample, measured) if name in t.column_names), None)
            columns[name] = pa.nulls(count, pa.float64()) if found is None else found
    held = rule.evaluate(pa.table(columns)).to_pylist()
    return np.array([value is None or bool(value) for value in held], np.bool_)


def _top(columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(columns))
