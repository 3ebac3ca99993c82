"""Whether the buckets of an attribute cut its values without gap or overlap, and its exposure adds up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from scenewright.documents import Finding, shown
from scenewright.errors import nearest

__all__ = ["bucket_findings", "exposure_findings"]


class _Bucket(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def values(self) -> Sequence[str | int | float | bool]: ...


class _Attribute(Protocol):
    @property
    def buckets(self) -> Sequence[_Bucket]: ...
    @property
    def exposure(self) -> dict[str, float]: ...


def bucket_findings(buckets: Sequence[_Bucket]) -> list[Finding]:
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


def _joint(before: _Bucket, after: _Bucket, path: tuple[str | int, ...]) -> list[Finding]:
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


def exposure_findings(attribute: _Attribute) -> list[Finding]:
    """Exposure of buckets that are not there, negative or not summing to 1."""
    exposure, labels = attribute.exposure, [bucket.label for bucket in attribute.buckets]
    findings = [
        Finding("the label of a bucket", f"'{label}'", ("exposure", label), nearest(label, labels))
        for label in exposure
        if label not in labels
    ]
    for label, share in exposure.items():
        if share < 0:
            path, fix = ("exposure", label), "give a share between 0 and 1"
            findings.append(Finding("a probability of at least 0", shown(share), path, fix))
    total = sum(exposure.values())
    if exposure and not findings and abs(total - 1) > 1e-6:
        fix = f"change them by {1 - total:+.4g} together"
        findings.append(Finding("exposures that sum to 1", f"{total:.6g}", ("exposure",), fix))
    return findings
