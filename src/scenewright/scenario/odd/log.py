"""A log of real operations: a CSV or Parquet file, a row an observation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.identity import file_sha256

__all__ = ["OperationsLog", "read_log"]

_HEAVIEST = 1e100
"""Weights are squared and added up."""


@dataclass(frozen=True)
class OperationsLog:
    """The rows, how much each weighs, and which belong together."""

    name: str
    sha256: str
    rows: pa.Table
    weights: NDArray[np.float64]
    """Shape (rows,), positive or 0."""
    groups: NDArray[np.int64] | None
    """Number of each row's group from 0, shape (rows,); None when rows are independent."""
    weight: str = ""
    group: str = ""


def read_log(path: Path, *, weight: str = "", group: str = "") -> OperationsLog:
    """Read a log. Raises `InputError` with every problem: no such columns, rows without weight or group."""
    rows = _table(path)
    problems = [
        Problem(
            expected="a column of the log",
            found=f"'{name}'",
            file=str(path),
            field=option,
            fix=nearest(name, rows.column_names),
        )
        for option, name in (("--weight", weight), ("--group", group))
        if name and name not in rows.column_names
    ]
    if rows.num_rows == 0:
        problems.append(Problem(expected="at least one row", found="none", file=str(path), fix="add rows"))
    if problems:
        raise InputError(problems)
    weights, groups = np.ones(rows.num_rows), None
    if weight:
        try:
            weights = rows.column(weight).cast(pa.float64()).to_numpy().astype(np.float64)
        except pa.ArrowInvalid:
            weights = np.full(rows.num_rows, np.nan)
        bad = int((~((weights >= 0) & (weights <= _HEAVIEST))).sum())
        if bad or not weights.sum() > 0:
            found = f"{bad} rows with another" if bad else "0 in all rows"
            expected = f"a weight of at least 0 and at most {_HEAVIEST:g} in each row, column '{weight}'"
            problems.append(
                Problem(expected=expected, found=found, file=str(path), fix="remove these rows, or mend them")
            )
    if group:
        column = rows.column(group).combine_chunks()
        groups = column.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)
        missing, count = int((groups < 0).sum()), len({*groups[groups >= 0].tolist()})
        if missing or count < 2:
            found = f"{missing} rows without one" if missing else f"{count} group"
            expected = f"a group in each row and at least two of them, column '{group}'"
            fix = "name the rows' trip or day, or leave --group out"
            problems.append(Problem(expected=expected, found=found, file=str(path), fix=fix))
    if problems:
        raise InputError(problems)
    return OperationsLog(path.name, file_sha256(path), rows, weights, groups, weight, group)


def _table(path: Path) -> pa.Table:
    readers = {".csv": lambda: pc.read_csv(path), ".parquet": lambda: pq.read_table(path)}
    reader = readers.get(path.suffix.lower())
    fix = "name a file that ends in .csv or .parquet"
    if reader is None:
        found = f"'{path.suffix}'" if path.suffix else "no ending"
        raise InputError(Problem(expected="a CSV or Parquet file", found=found, file=str(path), fix=fix))
    try:
        rows = reader()
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(
            Problem(expected="a readable log", found=reason, file=str(path), fix="check the file")
        ) from None
    twice = _twice(rows.column_names)
    if twice:
        found = f"{', '.join(map(repr, twice))} twice"
        raise InputError(Problem(expected="distinct columns", found=found, file=str(path), fix="rename one"))
    return rows.combine_chunks()


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
