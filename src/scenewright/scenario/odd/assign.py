"""Which bucket each value of a column falls into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["OUTSIDE", "UNKNOWN", "as_written", "bucket_codes", "text_among"]

OUTSIDE, UNKNOWN = -1, -2
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")


class _Bucket(Protocol):
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def values(self) -> Sequence[str | int | float | bool]: ...


def bucket_codes(buckets: Sequence[_Bucket], values: pa.Array) -> NDArray[np.int16]:
    """Number of the bucket of every value, shape (n,): `UNKNOWN` for null and NaN, `OUTSIDE` for no bucket.

    The upper end of the last range belongs to it. The first bucket that holds a value has it.
    """
    codes = np.full(len(values), OUTSIDE, np.int16)
    numbers = _numbers(values)
    if any(not b.values for b in buckets) and numbers is not None:
        codes = _by_range(buckets, numbers)
    if any(b.values for b in buckets):
        listed = _by_value(buckets, values)
        first = (listed >= 0) & ((codes < 0) | (listed < codes))
        codes = np.where(first, listed, codes).astype(np.int16)
    absent = values.is_null().to_numpy(zero_copy_only=False) if numbers is None else np.isnan(numbers)
    codes[absent] = UNKNOWN
    return codes


def text_among(values: pa.Array) -> str | None:
    """The first text that is no number, or else the first text; None where values are not text."""
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return None
    texts = values.unique().drop_null().to_pylist()
    return next((text for text in texts if not _NUMBER.fullmatch(text)), texts[0] if texts else None)


def _numbers(values: pa.Array) -> NDArray[np.float64] | None:
    """As float64, NaN for null; None for text."""
    kinds = (pa.types.is_floating, pa.types.is_integer, pa.types.is_boolean, pa.types.is_null)
    if not any(is_kind(values.type) for is_kind in kinds):
        return None
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    numbers: NDArray[np.float64] = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return numbers


def _by_range(buckets: Sequence[_Bucket], numbers: NDArray[np.float64]) -> NDArray[np.int16]:
    """Place of the range that holds each number; -1 for none, and for NaN."""
    last = len(buckets) - 1
    lows = np.array([-np.inf if b.low is None else b.low for b in buckets])
    highs = np.array([np.inf if b.high is None else b.high for b in buckets])
    ascending = all(not b.values for b in buckets) and all(
        h <= n for h, n in zip(highs, lows[1:], strict=False)
    )
    if ascending:
        place = np.searchsorted(lows, numbers, side="right") - 1
        known = np.maximum(place, 0)
        inside = (place >= 0) & ((numbers < highs[known]) | (highs[known] == np.inf))
        codes = np.where(inside, place, -1).astype(np.int16)
        codes[numbers == highs[last]] = last
        return codes
    codes = np.full(len(numbers), OUTSIDE, np.int16)
    for number in range(last, -1, -1):
        if not buckets[number].values:
            below = (numbers < highs[number]) | (highs[number] == np.inf)
            below |= (number == last) & (numbers == highs[number])
            codes[(numbers >= lows[number]) & below] = number
    return codes


def _by_value(buckets: Sequence[_Bucket], values: pa.Array) -> NDArray[np.int16]:
    """Place of the list that has each value: true, 8, 8.0 and '8' compare as documents write them."""
    places: dict[str, int] = {}
    for place, bucket in enumerate(buckets):
        for value in bucket.values:
            places.setdefault(as_written(value), place)
    encoded = values.dictionary_encode()
    known = [places.get(as_written(value), -1) for value in encoded.dictionary.to_pylist()]
    indices = encoded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
    found: NDArray[np.int16] = np.array([*known, -1], np.int16)[indices]
    return found


def as_written(value: Any) -> str:
    """A value as documents write it: true, 8 and 8.0 as '8'."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
