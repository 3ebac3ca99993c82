"""Each value's bucket, against the definition value by value."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.evidence.coverage.factors import Factor, assign, assign_all
from scenewright.scenario.odd import Bucket


def factor(*buckets: Bucket, expression: str = "x") -> Factor:
    return Factor("a", expression, False, "1", buckets, (1 / len(buckets),) * len(buckets))


def ranges(*ends: float | None) -> list[Bucket]:
    return [Bucket(label=str(i), low=low, high=high) for i, (low, high) in enumerate(pairwise(ends))]


def by_definition(buckets: list[Bucket], value: Any) -> int:
    """[low, high), the last one closed; the first bucket that holds a value."""
    if value is None or value != value:
        return -1
    for place, bucket in enumerate(buckets):
        closed = place == len(buckets) - 1 and bucket.high == value
        above = bucket.low is None or value >= bucket.low
        if above and (bucket.high is None or value < bucket.high or closed):
            return place
    return -1


numbers = st.sampled_from(
    [0.0, 1.0, 1.5, 2.0, 3.0, 3.5, 9.0, float("inf"), float("-inf"), float("nan"), None]
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([(0, 1, 2, 3), (None, 1, 3), (1, 3, None), (None, 2, None)]), st.lists(numbers))
def test_ranges_follow_the_definition(ends: tuple[float | None, ...], values: list[float | None]) -> None:
    buckets = ranges(*ends)
    codes, unknown = assign(factor(*buckets), pa.table({"x": pa.array(values, pa.float64())}))
    assert codes.tolist() == [by_definition(buckets, v) for v in values]
    assert unknown == sum(v is None or v != v for v in values)


def test_ranges_with_a_gap_or_beside_values() -> None:
    gap = [Bucket(label="a", low=0, high=1), Bucket(label="b", low=2, high=3)]
    codes, _ = assign(factor(*gap), pa.table({"x": [0.5, 1.0, 1.5, 2.0, 3.0]}))
    assert codes.tolist() == [0, -1, -1, 1, 1]
    mixed = [Bucket(label="none", values=(0,)), Bucket(label="b", high=2), Bucket(label="c", low=2)]
    codes, _ = assign(factor(*mixed), pa.table({"x": [0, 1, 2, 3, -1]}))
    assert codes.tolist() == [0, 1, 2, 2, 1]


@pytest.mark.parametrize(
    ("listed", "values", "expected"),
    [
        (("red", "amber"), ["red", "green", None, "amber"], [0, -1, -1, 0]),
        ((3,), [3.0, 3.5, None], [0, -1, -1]),
        (("3",), [3, 4], [0, -1]),
        ((True,), [True, False, None], [0, -1, -1]),
        (("true",), [True, False], [0, -1]),
    ],
)
def test_lists_of_values(listed: tuple[Any, ...], values: list[Any], expected: list[int]) -> None:
    codes, unknown = assign(factor(Bucket(label="only", values=listed)), pa.table({"x": values}))
    assert codes.tolist() == expected and unknown == values.count(None)


def test_a_missing_column_is_unknown() -> None:
    plain = factor(*ranges(0, 1))
    assert assign(plain, pa.table({"y": [1.0]}))[1] == 1


def test_several_tables_lie_below_each_other() -> None:
    computed = factor(*ranges(0, 2, 4), expression="x * 2")
    found = assign_all(
        [factor(*ranges(0, 1, 2)), computed], [pa.table({"x": [0.5, 1.5]}), pa.table({"y": [1]})]
    )
    assert found.codes.tolist() == [[0, 0], [1, 1], [-1, -1]]
    assert found.unknown == (1, 1) and found.codes.dtype == np.int8
