"""Cells that no real record stands behind, and real ones that the dataset lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.evidence.coverage.applicability import where_inapplicable
from scenewright.evidence.coverage.cells import Cells, cells_of
from scenewright.evidence.coverage.combinations import combinations_of, set_difference
from scenewright.evidence.coverage.counting import Codes, count_tables
from scenewright.evidence.coverage.factors import Factor, assign_all, without
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.expressions import Expression
from scenewright.identity import file_sha256
from scenewright.scenario.odd.assign import text_among

__all__ = ["RealCell", "RealEvidence", "RealTable", "measure_real", "read_real"]


@dataclass(frozen=True, eq=False)
class RealTable:
    """Values measured in real data, a row each."""

    name: str
    sha256: str
    rows: pa.Table


@dataclass(frozen=True)
class RealCell:
    """A cell with frames of the dataset or rows of the table."""

    attributes: tuple[str, ...]
    buckets: tuple[str, ...]
    frames: int
    rows: int
    exposure: float


@dataclass(frozen=True)
class RealEvidence:
    """The dataset beside the table, over the attributes that both have."""

    table: str
    sha256: str
    rows: int
    t: int
    """Cells are those of t attributes crossed."""
    attributes: tuple[str, ...]
    not_measured: tuple[str, ...]
    """Attributes whose values the table does not have: nothing is said of them."""
    cells_shown: int
    """With frames of the dataset."""
    cells_without_real: int
    """Of them, those without a row of the table."""
    exposure_without_real: float | None
    """Exposure of feasible cells without a row, of that of all feasible ones; mean over the combinations."""
    missing_in_dataset: float | None
    """SDCC_t: of the table's cells, the share that the dataset does not show."""
    missing_in_real: float | None
    """Of the dataset's cells, the share that the table does not show."""
    without_real: tuple[RealCell, ...]
    """Shown without a real row, most exposed first."""
    without_frames: tuple[RealCell, ...]
    """Real cells without a frame, most rows first."""


def read_real(path: Path) -> RealTable:
    """A Parquet or CSV table. Raises `InputError`."""
    try:
        rows = pa.csv.read_csv(path) if path.suffix == ".csv" else pa.parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            Problem(
                expected="a Parquet or CSV table of measured values",
                found=str(error).splitlines()[0],
                file=str(path),
                field="--real",
                fix="check the path, and that its name ends in .parquet or .csv as its content is",
            )
        ) from None
    if twice := sorted({name for name in rows.column_names if rows.column_names.count(name) > 1}):
        expected, fix = "columns with names of their own", "rename one of them"
        found = f"{' and '.join(twice)} more than once"
        raise InputError(Problem(expected=expected, found=found, file=str(path), field="--real", fix=fix))
    return RealTable(path.name, file_sha256(path), rows)


def measure_real(
    factors: Sequence[Factor],
    codes: Codes,
    table: RealTable,
    odd: Any,
    *,
    t: int,
    file: str = "",
    most: int = 40,
) -> RealEvidence:
    """`codes` are the dataset's, a column for each of `factors`. Raises `InputError` when none can be
    read."""
    known = [a for a, f in enumerate(factors) if _readable(f, table.rows)]
    if not known:
        names = sorted({name for f in factors for name in Expression.parse(f.expression).columns})
        raise InputError(
            Problem(
                expected=f"columns that the domain's attributes read: {', '.join(names)}",
                found=", ".join(table.rows.column_names[:12]) or "no column",
                file=file,
                field="--real",
                fix="name the table's columns as the expressions of the domain do",
            )
        )
    _check_numbers([factors[a] for a in known], table, file)
    chosen, sizes = [factors[a] for a in known], [len(factors[a].buckets) for a in known]
    assigned = assign_all(chosen, [table.rows])
    rows = where_inapplicable(odd, chosen, assigned.codes, [table.rows])
    real = without(assigned, chosen, [table.rows], rows).codes
    own = np.asfortranarray(codes[:, known])
    t = min(t, len(known))
    possible = feasible_cells(chosen, t, odd.infeasible, odd.inapplicable)
    shown, seen = (combinations_of(count_tables(c, sizes, t), t, possible) for c in (own, real))
    cells = cells_of(shown, chosen, odd)
    behind = [s.counts for s in seen]
    shares = [
        float(w[n == 0].sum()) for c, n in zip(cells, behind, strict=True) if (w := c.weights) is not None
    ]
    of_frames = [(c.combination.counts > 0) & (n == 0) for c, n in zip(cells, behind, strict=True)]
    of_rows = [(c.combination.counts == 0) & (n > 0) for c, n in zip(cells, behind, strict=True)]
    return RealEvidence(
        table=table.name,
        sha256=table.sha256,
        rows=table.rows.num_rows,
        t=t,
        attributes=tuple(f.name for f in chosen),
        not_measured=tuple(f.name for a, f in enumerate(factors) if a not in known),
        cells_shown=sum(int((c.combination.counts > 0).sum()) for c in cells),
        cells_without_real=sum(int(found.sum()) for found in of_frames),
        exposure_without_real=float(np.mean(shares)) if shares else None,
        missing_in_dataset=set_difference(seen, shown),
        missing_in_real=set_difference(shown, seen),
        without_real=_listed(cells, behind, chosen, of_frames, [c.exposure for c in cells], most),
        without_frames=_listed(cells, behind, chosen, of_rows, [n.astype(float) for n in behind], most),
    )


def _readable(factor: Factor, rows: pa.Table) -> bool:
    return not Expression.parse(factor.expression).unknown(rows.column_names)


def _check_numbers(factors: Sequence[Factor], table: RealTable, file: str) -> None:
    """Text lies in no range: all of it would read as cells without real evidence."""
    problems = []
    for factor in factors:
        values = Expression.parse(factor.expression).evaluate(table.rows)
        if factor.ordered and (text := text_among(values)) is not None:
            expected, fix = f"numbers in '{factor.expression}'", "a column with one text in it is all text"
            found = f"text such as '{text}'"
            problems.append(
                Problem(expected=expected, found=found, file=file or table.name, field="--real", fix=fix)
            )
    if problems:
        raise InputError(problems)


def _listed(
    cells: Sequence[Cells],
    behind: Sequence[NDArray[np.int64]],
    factors: Sequence[Factor],
    found: Sequence[NDArray[np.bool_]],
    rank: Sequence[NDArray[np.float64]],
    most: int,
) -> tuple[RealCell, ...]:
    places = [(number, at) for number, hit in enumerate(found) for at in np.argwhere(hit)]
    places.sort(key=lambda place: -float(rank[place[0]][tuple(place[1])]))
    listed = []
    for number, at in places[:most]:
        item, cell = cells[number], tuple(int(i) for i in at)
        own = [factors[a] for a in item.combination.attributes]
        listed.append(
            RealCell(
                tuple(f.name for f in own),
                tuple(f.buckets[i].label for f, i in zip(own, cell, strict=True)),
                int(item.combination.counts[cell]),
                int(behind[number][cell]),
                float(item.exposure[cell]),
            )
        )
    return tuple(listed)
