"""Fields of a dataset's index as numpy columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["sample_columns", "struct_fields", "struct_table"]


def struct_fields(index: pa.Table, column: str) -> dict[str, pa.Array]:
    """The fields of the struct column `sample` or `measured` by name, one value a row."""
    return _fields(index.column(column).combine_chunks())


def struct_table(struct: pa.StructArray, column: str) -> pa.Table:
    """The fields of the struct column `sample` or `measured` as columns, and the struct itself."""
    return pa.table({**_fields(struct), column: struct})


def sample_columns(index: pa.Table) -> dict[str, NDArray[Any]]:
    """Values of each parameter, shape (rows,); texts are of dtype object."""
    return {
        name: np.array(values.to_pylist(), dtype=object)
        if pa.types.is_string(values.type)
        else values.to_numpy(zero_copy_only=False)
        for name, values in struct_fields(index, "sample").items()
    }


def _fields(struct: pa.StructArray) -> dict[str, pa.Array]:
    return dict(zip([field.name for field in struct.type], struct.flatten(), strict=True))
