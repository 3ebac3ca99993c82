"""Parts of a distribution, each evaluated on its own rows only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution
from scenewright.scenario.distributions.batch import Batch

__all__ = ["common_dtype", "each_part", "taken"]

Rows = NDArray[np.intp] | None
"""Indices of some rows; None for all."""
_FEW = 24


def each_part(
    which: NDArray[np.integer[Any]], count: int, dtype: Any, evaluate: Callable[[int, Rows], Column]
) -> Column:
    """A column whose row is that of the part that `which` names, shape (n,).

    `evaluate(i, rows)` gives the values of part `i`, shape (len(rows),) or ().
    """
    found = np.empty(len(which), dtype=dtype)
    if count <= _FEW:
        for i in range(count):
            rows = np.flatnonzero(which == i)
            if len(rows) == len(which):
                found[:] = evaluate(i, None)
                break
            if len(rows):
                found[rows] = evaluate(i, rows)
        return found
    order = np.argsort(which.astype(np.uint16), kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=count))
    for i in np.flatnonzero(np.diff(ends, prepend=0)).tolist():
        rows = order[ends[i - 1] if i else 0 : ends[i]]
        found[rows] = evaluate(i, rows)
    return found


def taken(parents: Columns, names: Iterable[str], rows: Rows) -> Columns:
    """The columns that `names` name, at `rows`."""
    if rows is None:
        return parents
    if isinstance(parents, Batch):
        return parents.taken(names, rows)
    return {name: parents[name][rows] for name in names}


def common_dtype(parts: Iterable[Distribution]) -> np.dtype[Any]:
    """Of a column that holds values of all parts; object where one has texts."""
    dtypes = [part.dtype for part in parts]
    return np.dtype(object) if np.dtype(object) in dtypes else np.result_type(*dtypes)
