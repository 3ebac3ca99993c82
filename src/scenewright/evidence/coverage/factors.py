"""Attributes of the operational design domain as coverage needs them, and each frame's bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.odd import Bucket

__all__ = ["Factor", "assign", "factors_of", "flat_rows"]


@dataclass(frozen=True)
class Factor:
    """One attribute: where its value comes from, its buckets and what the machine is expected to meet."""

    name: str
    expression: str
    """Over the sample's parameters (requested) or the measured values (realised)."""
    realised: bool
    unit: str
    buckets: tuple[Bucket, ...]
    exposure: tuple[float, ...]
    """Expected probability of each bucket; sums to 1."""

    @property
    def ordered(self) -> bool:
        return all(not b.values for b in self.buckets)


def factors_of(odd: Any) -> tuple[Factor, ...]:
    """The factors of an `Odd`; an attribute without exposure is taken as uniform over its buckets."""
    result = []
    for a in odd.attributes:
        stated = [float(dict(a.exposure or {}).get(b.label, 0.0)) for b in a.buckets]
        total = sum(stated)
        exposure = [p / total for p in stated] if total > 0 else [1 / len(a.buckets)] * len(a.buckets)
        expression = a.measured or a.parameter
        result.append(Factor(a.name, expression, bool(a.measured), a.unit, tuple(a.buckets), tuple(exposure)))
    return tuple(result)


def flat_rows(index: pa.Table, column: str) -> pa.Table:
    """The fields of the struct column `sample` or `measured` as columns, and the struct itself."""
    struct = index.column(column).combine_chunks()
    if isinstance(struct, pa.ChunkedArray):
        struct = struct.chunk(0) if struct.num_chunks else pa.array([], struct.type)
    columns = dict(zip([f.name for f in struct.type], struct.flatten(), strict=True))
    return pa.table({**columns, column: struct})


def pooled_rows(datasets: Sequence[Any], column: str) -> pa.Table:
    """`flat_rows` of several datasets, one below the other; a field that one of them lacks is null there."""
    parts = [flat_rows(dataset.index, column).drop_columns([column]) for dataset in datasets]
    pooled = pa.concat_tables(parts, promote_options="permissive").combine_chunks()
    fields = [pooled.column(name).combine_chunks() for name in pooled.column_names]
    struct = pa.StructArray.from_arrays(fields, pooled.column_names)
    return pooled.append_column(column, struct)


def assign(factor: Factor, rows: pa.Table) -> tuple[NDArray[np.int64], int]:
    """Bucket of every row, shape (n,), -1 where unknown or outside; and how many values are unknown.

    A column that the rows do not have makes every value unknown. The upper end of the last bucket belongs
    to it.
    """
    expression = Expression.parse(factor.expression, field=f"attributes.{factor.name}")
    if expression.unknown(rows.column_names):
        return np.full(rows.num_rows, -1, np.int64), rows.num_rows
    values = expression.evaluate(rows).to_pylist()
    codes = np.full(len(values), -1, np.int64)
    last = len(factor.buckets) - 1
    for number, value in enumerate(values):
        if value is None or value != value:
            continue
        for place, bucket in enumerate(factor.buckets):
            if _inside(bucket, value, place == last):
                codes[number] = place
                break
    return codes, sum(value is None or value != value for value in values)


def _inside(bucket: Bucket, value: Any, closed: bool) -> bool:
    if bucket.values:
        text = _text(value)
        return any(text == _text(known) for known in bucket.values)
    if isinstance(value, str):
        return False
    above = bucket.low is None or value >= bucket.low
    below = bucket.high is None or value < bucket.high or (closed and value == bucket.high)
    return above and below


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
