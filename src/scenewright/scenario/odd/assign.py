"""Which bucket each value of a column falls into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.scenario.odd.buckets import Bucket

__all__ = ["OUTSIDE", "UNKNOWN", "bucket_codes"]

OUTSIDE, UNKNOWN = -1, -2


def bucket_codes(buckets: Sequence[Bucket], values: pa.Array) -> NDArray[np.int64]:
    """Number of the bucket of every value, shape (n,): `UNKNOWN` for null and NaN, `OUTSIDE` for no bucket.

    The upper end of the last range belongs to it.
    """
    if all(not bucket.values for bucket in buckets) and _numeric(values.type):
        return _in_ranges(buckets, values)
    codes = np.full(len(values), OUTSIDE, np.int64)
    place = {_text(value): i for i, bucket in enumerate(buckets) for value in bucket.values}
    for number, value in enumerate(values.to_pylist()):
        if value is None or value != value:
            codes[number] = UNKNOWN
        else:
            codes[number] = place.get(_text(value), OUTSIDE)
    return codes


def _in_ranges(buckets: Sequence[Bucket], values: pa.Array) -> NDArray[np.int64]:
    numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    lows = np.array([-np.inf if b.low is None else b.low for b in buckets])
    highs = np.array([np.inf if b.high is None else b.high for b in buckets])
    codes = np.searchsorted(lows, numbers, side="right") - 1
    inside = (codes >= 0) & (numbers < highs[np.maximum(codes, 0)])
    inside |= (codes == len(buckets) - 1) & (numbers == highs[-1])
    return np.where(np.isnan(numbers), UNKNOWN, np.where(inside, codes, OUTSIDE)).astype(np.int64)


def _numeric(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)


def _text(value: Any) -> str:
    """Values compare as documents write them: true, 8, 8.0 and '8' alike."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
