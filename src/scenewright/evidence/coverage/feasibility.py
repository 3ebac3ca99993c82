"""Tuples that cannot occur, so that they are no holes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.evidence.coverage.factors import Factor
from scenewright.expressions import Expression
from scenewright.scenario.odd import Bucket

__all__ = ["feasible_cells"]

Masks = dict[tuple[int, ...], NDArray[np.bool_]]

MOST_ATTRIBUTES = 4
"""Of a rule that is looked at."""


def feasible_cells(
    factors: Sequence[Factor],
    t: int,
    infeasible: Sequence[str] = (),
    inapplicable: Sequence[str] = (),
) -> Masks:
    """For every t-subset that a rule speaks about: which of its cells can occur, shape: numbers of buckets.

    `infeasible` are expressions over attribute names with bucket labels as values; a cell where one is
    true cannot occur. Two attributes that read the same value exclude each other's buckets that share none.
    A scenario's constraints are no such rules: what one scenario leaves out the machine meets all the same.

    What a rule says of some attributes holds for every larger subset: a triple with an infeasible pair in
    it is infeasible. It holds for a smaller one where all that could be added is excluded; not so
    `inapplicable` rules, which are written as infeasible ones and say where an attribute does not apply at
    all.
    """
    ruled = _same_value_masks(factors)
    for subset, cells in _declared_masks(factors, infeasible).items():
        _add(ruled, subset, cells)
    for subset in sorted(ruled, key=len, reverse=True):
        for size in range(1, len(subset)):
            for part in combinations(subset, size):
                others = tuple(i for i, a in enumerate(subset) if a not in part)
                _add(ruled, part, np.asarray(ruled[subset].any(axis=others)))
    for subset, cells in _declared_masks(factors, inapplicable).items():
        _add(ruled, subset, cells)
    result: Masks = {}
    for subset in combinations(range(len(factors)), t):
        inner = [(p, m) for size in range(1, t + 1) for p in combinations(subset, size)
                 if (m := ruled.get(p)) is not None and not m.all()]  # fmt: skip
        if inner:
            cells = np.ones([len(factors[a].buckets) for a in subset], np.bool_)
            for part, mask in inner:
                cells &= mask.reshape([len(factors[a].buckets) if a in part else 1 for a in subset])
            result[subset] = cells
    return result


def _declared_masks(factors: Sequence[Factor], infeasible: Sequence[str]) -> Masks:
    """Cells that each declared rule leaves, over the attributes that it names."""
    masks: Masks = {}
    by_name = {f.name: a for a, f in enumerate(factors)}
    for text in infeasible:
        rule = Expression.parse(text, field="infeasible")
        subset = tuple(sorted({by_name[n] for n in rule.columns if n in by_name}))
        if not rule.unknown(list(by_name)) and 0 < len(subset) <= MOST_ATTRIBUTES:
            _add(masks, subset, _declared(rule, [factors[a] for a in subset]))
    return masks


def _same_value_masks(factors: Sequence[Factor]) -> Masks:
    """Cells that two attributes which read the same value leave."""
    masks: Masks = {}
    for subset in combinations(range(len(factors)), 2):
        first, second = factors[subset[0]], factors[subset[1]]
        if first.expression == second.expression and first.realised == second.realised:
            share = [[_overlap(b, c) for c in second.buckets] for b in first.buckets]
            masks[subset] = np.array(share, np.bool_)
    return masks


def _add(masks: Masks, subset: tuple[int, ...], cells: NDArray[np.bool_]) -> None:
    masks[subset] = masks[subset] & cells if subset in masks else cells


def _declared(rule: Expression, chosen: Sequence[Factor]) -> NDArray[np.bool_]:
    shape = [len(f.buckets) for f in chosen]
    labels = [np.array([b.label for b in f.buckets], object) for f in chosen]
    hit = rule.evaluate(_crossed([f.name for f in chosen], labels)).fill_null(False)
    return ~np.asarray(hit.to_numpy(zero_copy_only=False), np.bool_).reshape(shape)


def _crossed(names: Sequence[str], values: Sequence[NDArray[Any]]) -> pa.Table:
    places = np.meshgrid(*[np.arange(len(v)) for v in values], indexing="ij")
    return pa.table({n: pa.array(v[p.ravel()]) for n, v, p in zip(names, values, places, strict=True)})


def _overlap(first: Bucket, second: Bucket) -> bool:
    if first.values or second.values:
        return bool(not (first.values and second.values) or set(first.values) & set(second.values))
    low = max(-np.inf if b.low is None else b.low for b in (first, second))
    high = min(np.inf if b.high is None else b.high for b in (first, second))
    return bool(low < high)
