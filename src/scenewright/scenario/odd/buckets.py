"""Buckets as an attribute states them, one by one or by a scheme; whether they cut without gap or overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from scenewright.documents import TAG, DocumentModel, Finding, Number, close, refusal, shown
from scenewright.scenario.odd.schemes import SCHEMES

__all__ = ["Bucket", "Buckets", "FirstBucket", "SchemeBuckets", "bucket_findings", "expanded"]


class Bucket(DocumentModel):
    """A half-open range [low, high), an open end left out; or a list of values."""

    label: Annotated[str, Field(min_length=1)]
    low: Number | None = None
    high: Number | None = None
    values: tuple[str | int | float | bool, ...] = ()

    @model_validator(mode="after")
    def _range_or_values(self) -> Bucket:
        ranged = self.low is not None or self.high is not None
        if bool(self.values) == ranged:
            found = "both" if ranged else "neither"
            fix = "keep one of the two" if ranged else "add 'low: ...', 'high: ...' or 'values: [...]'"
            raise refusal([Finding("a range (low, high) or values", found, fix=fix)])
        if self.low is not None and self.high is not None and not self.low < self.high:
            found, fix = f"[{self.low:g}, {self.high:g})", "swap them" if self.low > self.high else "widen it"
            raise refusal([Finding("low < high", found, fix=fix)])
        return self


class FirstBucket(DocumentModel):
    """What is taken off a scheme's lowest range, e.g. no rain at all off light rain."""

    label: Annotated[str, Field(min_length=1)]
    high: Number


class SchemeBuckets(DocumentModel):
    """The buckets of a standard, by the scheme's name."""

    scheme: str
    first: FirstBucket | None = None

    @model_validator(mode="before")
    @classmethod
    def _mapping(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        fix = f"write 'buckets: {{scheme: {data}}}'" if data in SCHEMES else "write a list: [...]"
        raise refusal([Finding("a list of buckets, or {scheme: NAME}", shown(data), fix=fix)])

    @model_validator(mode="after")
    def _known(self) -> SchemeBuckets:
        scheme = SCHEMES.get(self.scheme)
        if scheme is None:
            expected = "one of " + ", ".join(SCHEMES)
            raise refusal(
                [Finding(expected, shown(self.scheme), ("scheme",), close(self.scheme, [*SCHEMES]))]
            )
        if self.first is not None and not self.first.high < scheme.edges[0]:
            expected = f"a part of the lowest range of {self.scheme}: a number below {scheme.edges[0]:g}"
            found, fix = shown(self.first.high), f"lower it below {scheme.edges[0]:g}, or leave 'first' out"
            raise refusal([Finding(expected, found, ("first", "high"), fix)])
        if self.first is not None and self.first.label in scheme.labels:
            expected, found = f"a label that {self.scheme} does not have", f"'{self.first.label}'"
            raise refusal([Finding(expected, found, ("first", "label"), "rename it")])
        return self


def _form(value: Any) -> str:
    return f"{TAG}scheme" if isinstance(value, Mapping | SchemeBuckets | str) else f"{TAG}list"


Buckets = Annotated[
    Annotated[tuple[Bucket, ...], Field(min_length=1), Tag(f"{TAG}list")]
    | Annotated[SchemeBuckets, Tag(f"{TAG}scheme")],
    Discriminator(_form),
]
"""A list of buckets, or `{scheme: name}`."""


def expanded(buckets: tuple[Bucket, ...] | SchemeBuckets) -> tuple[Bucket, ...]:
    """The buckets themselves."""
    if not isinstance(buckets, SchemeBuckets):
        return buckets
    found = [Bucket.model_validate(item) for item in SCHEMES[buckets.scheme].ranges()]
    if buckets.first is not None:
        low = found[0].model_copy(update={"low": buckets.first.high})
        found = [Bucket(label=buckets.first.label, high=buckets.first.high), low, *found[1:]]
    return tuple(found)


def bucket_findings(buckets: Sequence[Bucket]) -> list[Finding]:
    """Labels and values that stand twice; ranges that overlap, leave a gap or do not ascend."""
    findings = []
    labels: dict[str, int] = {}
    seen: dict[str, str] = {}
    for i, bucket in enumerate(buckets):
        if bucket.label in labels:
            found = f"'{bucket.label}' twice"
            findings.append(Finding("distinct labels", found, ("buckets", i, "label"), "rename one"))
        labels.setdefault(bucket.label, i)
        for j, value in enumerate(bucket.values):
            if (other := seen.setdefault(shown(value).strip("'"), bucket.label)) != bucket.label:
                found = f"{shown(value)} in '{other}' and in '{bucket.label}'"
                path = ("buckets", i, "values", j)
                findings.append(Finding("each value in one bucket", found, path, "remove one of them"))
    ranges = [(i, b) for i, b in enumerate(buckets) if not b.values]
    if ranges and len(ranges) < len(buckets):
        fix = "give all buckets ranges, or all of them values"
        findings.append(Finding("buckets of one form", "ranges beside values", ("buckets",), fix))
    for (_, before), (i, after) in pairwise(ranges):
        findings += _joint(before, after, ("buckets", i))
    return findings


def _joint(before: Bucket, after: Bucket, path: tuple[str | int, ...]) -> list[Finding]:
    end = math.inf if before.high is None else before.high
    start = -math.inf if after.low is None else after.low
    if start == end:
        return []
    where = f"between '{before.label}' and '{after.label}'"
    if after.low is None or (before.low is not None and after.low < before.low):
        found, fix = f"'{after.label}' after '{before.label}'", "list the ranges from low to high"
    elif start < end:
        found = f"an overlap {where}, from {start:g} to {end:g}"
        fix = f"write 'low: {end:g}'" if end < math.inf else f"give '{before.label}' a high end"
    else:
        found, fix = f"a gap {where}, from {end:g} to {start:g}", f"write 'low: {end:g}', or add a bucket"
    return [Finding("ranges that ascend and touch", found, path, fix)]
