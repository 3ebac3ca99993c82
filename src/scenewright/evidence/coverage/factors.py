"""Attributes of the operational design domain as coverage needs them, and each frame's bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.dataset.columns import struct_table
from scenewright.errors import InputError, Problem
from scenewright.evidence.coverage.counting import Codes
from scenewright.expressions import Expression
from scenewright.scenario.odd import Bucket
from scenewright.scenario.odd.assign import OUTSIDE, UNKNOWN, bucket_codes, text_among

__all__ = ["Assigned", "Factor", "assign", "assign_all", "factors_of", "flat_rows", "flat_tables", "without"]

_BATCH = 1 << 20
"""Rows whose values are held at a time."""


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
    term: str = ""
    """Dotted ISO 34503 term; empty where the document gives none."""

    @property
    def ordered(self) -> bool:
        return all(not b.values for b in self.buckets)


@dataclass(frozen=True, eq=False)
class Assigned:
    """Frames as codes."""

    codes: Codes
    """Shape (n_frames, n_factors), int8 or int16, contiguous columns, -1 where unknown, outside, or where the
    attribute does not apply."""
    unknown: tuple[int, ...]
    """Of each factor: frames without a value."""
    inapplicable: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)
    """Place of a factor -> frames in which it does not apply, whatever their values, shape (n_frames,)."""

    def whole(self, sizes: Sequence[int]) -> tuple[Codes, list[int]]:
        """Codes and their numbers of values with `does not apply` as one more value of a factor."""
        if not self.inapplicable:
            return self.codes, list(sizes)
        codes = self.codes.astype(np.int16)
        for a, rows in self.inapplicable.items():
            codes[rows, a] = sizes[a]
        return codes, [size + (a in self.inapplicable) for a, size in enumerate(sizes)]


def factors_of(odd: Any) -> tuple[Factor, ...]:
    """The factors of an `Odd`; an attribute without exposure is taken as uniform over its buckets."""
    result = []
    for a in odd.attributes:
        stated = [float(dict(a.exposure or {}).get(b.label, 0.0)) for b in a.buckets]
        total = sum(stated)
        exposure = [p / total for p in stated] if total > 0 else [1 / len(a.buckets)] * len(a.buckets)
        expression, term = a.measured or a.parameter, getattr(a, "term", "")
        made = tuple(a.buckets), tuple(exposure), term
        result.append(Factor(a.name, expression, bool(a.measured), a.unit, *made))
    return tuple(result)


def flat_rows(index: pa.Table, column: str) -> pa.Table:
    """The fields of the struct column `sample` or `measured` as columns, and the struct itself."""
    return struct_table(index.column(column).combine_chunks(), column)


def flat_tables(index: pa.Table, column: str) -> list[pa.Table]:
    """`flat_rows` of each chunk of the index, without a copy."""
    return [struct_table(struct, column) for struct in index.column(column).chunks]


def assign_all(factors: Sequence[Factor], tables: Sequence[pa.Table]) -> Assigned:
    """Buckets of the rows of several tables, one below the other; a column that one lacks is unknown
    there."""
    kind = np.int8 if all(len(f.buckets) <= 127 for f in factors) else np.int16
    rows = sum(table.num_rows for table in tables)
    codes = np.full((rows, len(factors)), -1, kind, order="F")
    unknown = [0] * len(factors)
    start = 0
    for batch in (b for table in tables for b in _batches(table)):
        for a, factor in enumerate(factors):
            codes[start : start + batch.num_rows, a], missing = assign(factor, batch)
            unknown[a] += missing
        start += batch.num_rows
    return Assigned(codes, tuple(unknown))


def without(
    assigned: Assigned,
    factors: Sequence[Factor],
    tables: Sequence[pa.Table],
    rows: Mapping[int, NDArray[np.bool_]],
) -> Assigned:
    """`assign_all` of the same factors and tables without frames in which a factor does not apply: `rows` of
    its place, shape (n_frames,). The codes are changed in place."""
    unknown = list(assigned.unknown)
    for a, left_out in rows.items():
        start = 0
        for table in tables:
            taken = pa.array(left_out[start : start + table.num_rows])
            unknown[a] -= assign(factors[a], table.filter(taken))[1]
            start += table.num_rows
        assigned.codes[left_out, a] = OUTSIDE
    return Assigned(assigned.codes, tuple(unknown), rows)


def assign(factor: Factor, rows: pa.Table) -> tuple[NDArray[np.int16], int]:
    """Bucket of every row, shape (n,), -1 where unknown or outside; and how many values are unknown.

    A column that the rows do not have makes every value unknown. The upper end of the last bucket belongs
    to it. Raises `InputError` for text where the buckets are ranges: it would be outside all of them.
    """
    expression = Expression.parse(factor.expression, field=f"attributes.{factor.name}")
    if expression.unknown(rows.column_names):
        return np.full(rows.num_rows, -1, np.int16), rows.num_rows
    read = {part for name in expression.columns for part in (name, name.split(".")[0])}
    values = expression.evaluate(rows.select([n for n in rows.column_names if n in read] or [0]))
    if factor.ordered and (text := text_among(values)) is not None:
        expected, found = f"numbers for the ranges of attribute '{factor.name}'", f"text such as '{text}'"
        fix = (
            f"give numbers in '{factor.expression}', none where unknown; texts are listed in 'values: [...]'"
        )
        where = f"attributes.{factor.name}"
        raise InputError(Problem(expected=expected, found=found, field=where, fix=fix))
    codes = bucket_codes(factor.buckets, values)
    return np.maximum(codes, OUTSIDE), int((codes == UNKNOWN).sum())


def _batches(table: pa.Table) -> Iterator[pa.Table]:
    for first in range(0, table.num_rows, _BATCH):
        yield table.slice(first, _BATCH)
