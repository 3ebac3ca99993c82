"""The current operational domain of a dataset's frames, as a table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from scenewright.dataset.columns import struct_table
from scenewright.dataset.reader import Dataset
from scenewright.errors import InputError, Problem
from scenewright.scenario.odd import Odd
from scenewright.scenario.odd.cod import cod_table

__all__ = ["frames_cod", "write_table"]


def frames_cod(dataset: Dataset, odd: Odd) -> pa.Table:
    """One row a frame, in key order: key, and value, bucket and state of each attribute."""
    index = dataset.index
    keys = index.column("key").combine_chunks()
    sides = [struct_table(index.column(name).combine_chunks(), name) for name in ("sample", "measured")]
    return cod_table(odd, keys, *sides)


def write_table(table: pa.Table, out: Path) -> None:
    """Write a new Parquet or CSV file. Raises `InputError`."""
    if out.suffix not in (".parquet", ".csv"):
        found = f"'{out.suffix}'" if out.suffix else "no ending"
        fix = "end its name in .parquet or .csv"
        raise InputError(Problem(expected="a Parquet or CSV file", found=found, file=str(out), fix=fix))
    if out.exists():
        raise InputError(
            Problem(expected="a new file", found="one that exists", file=str(out), fix="choose another -o")
        )
    partial = out.with_name(f".{out.name}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".csv":
            pc.write_csv(table, partial)
        else:
            pq.write_table(table, partial, compression="zstd")
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise InputError(
            Problem(expected="a file that can be written", found=reason, file=str(out))
        ) from None
