"""Pieces of a distribution's document form: numbers, intervals, named numbers; all problems reported."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scenewright.documents import shown
from scenewright.errors import nearest
from scenewright.scenario.distributions.domain import Path, Report

__all__ = ["interval", "is_number", "named_numbers"]


def is_number(value: Any) -> bool:
    """Whether it is a finite number that a float holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 2**53 if isinstance(value, int) else math.isfinite(value)


def interval(value: Any, path: Path, report: Report, example: str = "[0, 1]") -> tuple[float, float] | None:
    """The ends of `[low, high]`, low < high."""
    if not (isinstance(value, list) and len(value) == 2 and all(is_number(v) for v in value)):
        quoted = isinstance(value, list) and any(isinstance(v, str) for v in value)
        fix = f"write two numbers such as {example}" + (", without quotes" if quoted else "")
        report(path, expected="two finite numbers [low, high]", found=shown(value), fix=fix)
        return None
    low, high = value
    if not low < high:
        fix = f"swap them: [{high}, {low}]" if high < low else f"use {{constant: {low}}}"
        report(path, expected="low < high", found=shown(value), fix=fix)
        return None
    if not math.isfinite(float(high) - float(low)):
        report(path, expected="a range of finite width", found=shown(value), fix="bring the ends closer")
        return None
    return float(low), float(high)


def named_numbers(
    value: Any, fields: Sequence[str], path: Path, report: Report, example: str
) -> dict[str, float] | None:
    """All of `fields`, each a finite number, and nothing else."""
    expected = ", ".join(fields[:-1]) + " and " + fields[-1]
    if not isinstance(value, dict):
        report(path, expected=expected, found=shown(value), fix=f"write {example}")
        return None
    bad = False
    for name in (*fields, *(key for key in value if key not in fields)):
        if name not in fields:
            free = [field for field in fields if field not in value] or fields
            fix = nearest(str(name), free)
            report((*path, name), expected=expected, found=f"'{name}'", fix=fix)
        elif name not in value:
            report((*path, name), expected=f"a number '{name}'", found="nothing", fix=f"add '{name}: ...'")
        elif not is_number(value[name]):
            fix = "give a number, without quotes"
            report((*path, name), expected="a finite number", found=shown(value[name]), fix=fix)
        else:
            continue
        bad = True
    return None if bad else {name: float(value[name]) for name in fields}
