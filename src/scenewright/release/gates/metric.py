"""Looking up a metric by its dotted path."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["look_up"]


def look_up(report: Any, path: str, *, slice_name: str = "") -> bool | float | None:
    """The finite number or truth value at a dotted path, or None.

    A part of the path names a key, the `name` of an item of a list, or its position. With `slice_name`,
    the path starts at that item of the report's `slices`.
    """
    parts = ["slices", slice_name] if slice_name else []
    for part in (*parts, *path.split(".")):
        report = _step(report, part)
    if isinstance(report, bool):
        return report
    if isinstance(report, int | float) and math.isfinite(report):
        return float(report)
    return None


def _step(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and part in (item.get("name"), item.get("slice")):
                return item
        return value[int(part)] if part.isdecimal() and int(part) < len(value) else None
    return None
