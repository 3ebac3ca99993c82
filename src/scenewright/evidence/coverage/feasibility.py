"""Tuples that cannot occur, so that they are no holes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.evidence.coverage.factors import Factor
from scenewright.expressions import Expression
from scenewright.scenario.odd import Bucket

__all__ = ["feasible_cells"]

_POINTS = 17


def feasible_cells(
    factors: Sequence[Factor], t: int, infeasible: Sequence[str] = (), constraints: Sequence[str] = ()
) -> dict[tuple[int, ...], NDArray[np.bool_]]:
    """For every t-subset that a rule speaks about: which of its cells can occur.

    `infeasible` are expressions over attribute names with bucket labels as values; a cell where one is
    true cannot occur. `constraints` are a scenario's, over its parameters; a cell cannot occur when no
    point of a grid over the crossed buckets (ends and 15 points between, per range) satisfies one.
    Rules over other names than the subset's say nothing about it.
    """
    result: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    declared = [Expression.parse(text, field="infeasible") for text in infeasible]
    required = [Expression.parse(text, field="constraints") for text in constraints]
    for subset in combinations(range(len(factors)), t):
        chosen = [factors[a] for a in subset]
        names = [f.name for f in chosen]
        sources = [f.expression for f in chosen]
        cells = np.ones([len(f.buckets) for f in chosen], np.bool_)
        for rule in (e for e in declared if not e.unknown(names)):
            labels = list(product(*([b.label for b in f.buckets] for f in chosen)))
            hit = rule.evaluate(_table(names, labels)).to_pylist()
            cells &= ~np.array([bool(h) for h in hit]).reshape(cells.shape)
        for rule in (e for e in required if not e.unknown(sources)):
            for cell in np.ndindex(cells.shape):
                grids = [_grid(f.buckets[i]) for f, i in zip(chosen, cell, strict=True)]
                held = rule.evaluate(_table(sources, list(product(*grids)))).to_pylist()
                cells[cell] &= any(held)
        if not cells.all():
            result[subset] = cells
    return result


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def _grid(bucket: Bucket) -> list[Any]:
    if bucket.values:
        return list(bucket.values)
    low = bucket.low if bucket.low is not None else (bucket.high or 0.0) - 1e6
    high = bucket.high if bucket.high is not None else low + 1e6
    inside = float(np.nextafter(high, low))
    return [
        *np.linspace(low, inside, _POINTS).tolist(),
        *(float(n) for n in range(int(low), int(low) + 9) if low <= n < high),
    ]
