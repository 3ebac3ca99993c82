"""Distributions from their document form, all problems reported."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scenewright.errors import nearest
from scenewright.scenario.distributions.base import Distribution
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.constant import Constant
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.normal import TruncatedNormal
from scenewright.scenario.distributions.uniform import LogUniform, Uniform

__all__ = ["KINDS", "Report", "parse_distribution"]

KINDS = ("constant", "uniform", "log_uniform", "normal", "choice", "integer", "mixture", "given")
Path = tuple[str | int, ...]
Report = Callable[..., None]
"""report(path, expected=..., found=..., fix=...)"""


def parse_distribution(data: Any, path: Path, report: Report) -> Distribution | None:
    """The distribution of a document fragment at `path`; None after a problem was reported."""
    if not isinstance(data, dict):
        if isinstance(data, str | bool | int) or _number(data):
            return Constant(data)
        report(
            path,
            expected="a distribution or one value",
            found=_show(data),
            fix="write e.g. {uniform: [0, 1]}",
        )
        return None
    kinds = [key for key in data if key in KINDS]
    extra = [
        key for key in data if key not in KINDS and not (data.get("given") and key in ("cases", "otherwise"))
    ]
    if extra:
        report(
            (*path, extra[0]),
            expected="a distribution: " + ", ".join(KINDS),
            found=f"'{extra[0]}'",
            fix=nearest(str(extra[0]), KINDS),
        )
        return None
    if len(kinds) != 1:
        report(
            path, expected="one distribution", found=" and ".join(kinds) or "nothing", fix="keep one of them"
        )
        return None
    kind = kinds[0]
    return _PARSERS[kind](data[kind] if kind != "given" else data, (*path, kind), report)


def _constant(value: Any, path: Path, report: Report) -> Distribution | None:
    if isinstance(value, str | bool | int) or _number(value):
        return Constant(value)
    report(path, expected="one finite number, text or true/false", found=_show(value))
    return None


def _interval(value: Any, path: Path, report: Report) -> tuple[float, float] | None:
    if not (isinstance(value, list) and len(value) == 2 and all(_number(v) for v in value)):
        report(path, expected="two finite numbers [low, high]", found=_show(value))
        return None
    if not value[0] < value[1]:
        report(path, expected="low < high", found=_show(value), fix="swap them, or use {constant: ...}")
        return None
    return float(value[0]), float(value[1])


def _uniform(value: Any, path: Path, report: Report) -> Distribution | None:
    ends = _interval(value, path, report)
    return Uniform(*ends) if ends else None


def _log_uniform(value: Any, path: Path, report: Report) -> Distribution | None:
    ends = _interval(value, path, report)
    if ends and ends[0] <= 0:
        report(
            path, expected="0 < low for log_uniform", found=_show(value), fix="use uniform, or a low above 0"
        )
        return None
    return LogUniform(*ends) if ends else None


def _normal(value: Any, path: Path, report: Report) -> Distribution | None:
    fields = ("mean", "sd", "low", "high")
    if not isinstance(value, dict) or set(value) != set(fields) or not all(_number(value[f]) for f in fields):
        report(path, expected="numbers mean, sd, low and high", found=_show(value))
        return None
    if value["sd"] <= 0 or value["low"] >= value["high"]:
        report(path, expected="sd > 0 and low < high", found=_show(value))
        return None
    reach = min(abs(value["low"] - value["mean"]), abs(value["high"] - value["mean"])) / value["sd"]
    if not value["low"] <= value["mean"] <= value["high"] and reach > 8:
        report(path, expected="a mean within 8 sd of [low, high]", found=_show(value))
        return None
    return TruncatedNormal(
        float(value["mean"]), float(value["sd"]), float(value["low"]), float(value["high"])
    )


def _choice(value: Any, path: Path, report: Report) -> Distribution | None:
    if isinstance(value, list):
        value = {str(v) if not isinstance(v, int | float) else v: 1.0 for v in value}
    if not isinstance(value, dict) or not value:
        report(path, expected="weights by value, e.g. {red: 0.5, green: 0.5}", found=_show(value))
        return None
    bad = False
    for option, weight in value.items():
        if not _number(weight) or weight < 0:
            report((*path, option), expected="a finite weight of at least 0", found=_show(weight))
            bad = True
    if not bad and sum(value.values()) <= 0:
        report(path, expected="at least one weight above 0", found=_show(value))
        bad = True
    if bad:
        return None
    # In the order of their texts: a document means the same however its keys are ordered.
    kept = {option: float(value[option]) for option in sorted(value, key=str) if value[option] > 0}
    return Choice(tuple(kept), tuple(kept.values()))


def _integer(value: Any, path: Path, report: Report) -> Distribution | None:
    whole = isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)
    if not whole or value[0] > value[1] or max(abs(v) for v in value) > 2**53:
        report(path, expected="two whole numbers [low, high], low <= high", found=_show(value))
        return None
    return Integer(value[0], value[1])


def _mixture(value: Any, path: Path, report: Report) -> Distribution | None:
    if not isinstance(value, list) or not value:
        report(path, expected="a list of {weight: ..., <distribution>}", found=_show(value))
        return None
    parts, weights = [], []
    for i, item in enumerate(value):
        weight = item.get("weight") if isinstance(item, dict) else None
        if weight is None or not _number(weight) or weight <= 0:
            report((*path, i), expected="a weight above 0", found=_show(weight))
            continue
        part = parse_distribution({k: v for k, v in item.items() if k != "weight"}, (*path, i), report)
        if part is not None:
            parts.append(part)
            weights.append(float(weight))
    return Mixture(tuple(weights), tuple(parts)) if len(parts) == len(value) else None


def _given(value: Any, path: Path, report: Report) -> Distribution | None:
    parent, cases = value["given"], value.get("cases")
    if not isinstance(parent, str) or not isinstance(cases, dict) or not cases:
        report(path, expected="given: PARAMETER and cases: {value: distribution}", found=_show(value))
        return None
    parts = {v: parse_distribution(d, (*path[:-1], "cases", v), report) for v, d in cases.items()}
    otherwise = None
    if "otherwise" in value:
        otherwise = parse_distribution(value["otherwise"], (*path[:-1], "otherwise"), report)
        if otherwise is None:
            return None
    known = {v: part for v, part in parts.items() if part is not None}
    if len(known) != len(parts):
        return None
    return Conditional(parent, tuple(known), tuple(known.values()), otherwise)


_PARSERS: dict[str, Callable[[Any, Path, Report], Distribution | None]] = {
    "constant": _constant,
    "uniform": _uniform,
    "log_uniform": _log_uniform,
    "normal": _normal,
    "choice": _choice,
    "integer": _integer,
    "mixture": _mixture,
    "given": _given,
}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
