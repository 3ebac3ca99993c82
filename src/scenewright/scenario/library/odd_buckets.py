"""In which bucket of an operational design domain the draws of a scenario fall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.expressions import Expression
from scenewright.scenario.odd import Bucket, OddAttribute

__all__ = ["in_some_bucket"]


def in_some_bucket(attribute: OddAttribute, table: pa.Table) -> NDArray[np.bool_] | None:
    """Which rows lie in a bucket of the attribute, shape (n,); None where the sample does not tell.

    The upper end of the last bucket belongs to it, as in coverage.
    """
    if not attribute.parameter:
        return None
    expression = Expression.parse(attribute.parameter)
    if expression.unknown(table.column_names):
        return None
    values = expression.evaluate(table).to_pylist()
    inside = {value: _inside(attribute.ranges, value) for value in set(values)}
    return np.array([inside[value] for value in values], dtype=bool)


def _inside(buckets: tuple[Bucket, ...], value: Any) -> bool:
    if value is None or value != value:
        return False
    if buckets[0].values:
        return any(_text(value) == _text(known) for bucket in buckets for known in bucket.values)
    if isinstance(value, str):
        return False
    low, high = buckets[0].low, buckets[-1].high
    # The buckets of a range ascend and touch.
    return bool((low is None or value >= low) and (high is None or value <= high))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
