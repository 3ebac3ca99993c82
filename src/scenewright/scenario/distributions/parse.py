"""Distributions from their document form, all problems reported."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scenewright.documents import shown
from scenewright.errors import nearest
from scenewright.scenario.distributions.base import Distribution, Value
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.constant import Constant
from scenewright.scenario.distributions.domain import AnyDomain, Domain, Path, Report
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.normal import TruncatedNormal
from scenewright.scenario.distributions.uniform import LogUniform, Uniform

__all__ = ["KINDS", "Report", "parse_distribution"]

KINDS = ("constant", "uniform", "log_uniform", "normal", "choice", "integer", "mixture", "given")
MAX_INTEGERS = 1_000_000
_BESIDE_GIVEN = ("cases", "otherwise")


def parse_distribution(
    data: Any, path: Path, report: Report, domain: Domain | None = None
) -> Distribution | None:
    """The distribution of a document fragment at `path`; None after a problem was reported."""
    domain = domain or AnyDomain()
    if isinstance(data, str | bool | int | float):
        return _constant(data, path, report, domain)
    if not isinstance(data, dict):
        fix = (
            f"write {{uniform: {shown(data)}}} or {{choice: {shown(data)}}}"
            if data
            else "write e.g. {uniform: [0, 1]}"
        )
        report(path, expected="a distribution or one value", found=shown(data), fix=fix)
        return None
    kinds = [key for key in data if key in KINDS]
    beside = _BESIDE_GIVEN if "given" in data else ()
    extra = [key for key in data if key not in KINDS and key not in beside]
    for key in extra:
        fix = nearest(str(key), [k for k in beside if k not in data] or [k for k in KINDS if k not in data])
        expected = "given, cases and otherwise" if beside else "a distribution: " + ", ".join(KINDS)
        if isinstance(data[key], int | float) and not beside and len(extra) == len(data):
            fix = f"write weights of values as {{choice: {shown(data)}}}"
        report((*path, key), expected=expected, found=f"'{key}'", fix=fix)
    if extra:
        return None
    if len(kinds) != 1:
        found, fix = " and ".join(kinds) or "nothing", "keep one of them"
        if not kinds:
            fix = "write e.g. {uniform: [0, 1]}"
        report(path, expected="one distribution", found=found, fix=fix)
        return None
    kind = kinds[0]
    return _PARSERS[kind](data[kind] if kind != "given" else data, (*path, kind), report, domain)


def _constant(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    if isinstance(value, str | bool) or _number(value):
        fitted = domain.constant(value, path, report)
        return None if fitted is None else Constant(fitted)
    fix = "for several values use {choice: [...]}" if isinstance(value, list) else "give one finite value"
    report(path, expected="one finite number, text or true/false", found=shown(value), fix=fix)
    return None


def _interval(value: Any, path: Path, report: Report, example: str = "[0, 1]") -> tuple[float, float] | None:
    if not (isinstance(value, list) and len(value) == 2 and all(_number(v) for v in value)):
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


def _uniform(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    ends = _interval(value, path, report)
    return Uniform(*ends) if ends and domain.interval(*ends, path, report) else None


def _log_uniform(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    ends = _interval(value, path, report, "[1, 10]")
    if ends and (ends[0] <= 0 or not math.isfinite(ends[1] / ends[0])):
        fix = "use uniform, or a low above 0"
        report(path, expected="0 < low for log_uniform, and high / low finite", found=shown(value), fix=fix)
        return None
    return LogUniform(*ends) if ends and domain.interval(*ends, path, report) else None


def _normal(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    fields = ("mean", "sd", "low", "high")
    if not isinstance(value, dict):
        fix = "write {normal: {mean: 0, sd: 1, low: -3, high: 3}}"
        report(path, expected="mean, sd, low and high", found=shown(value), fix=fix)
        return None
    bad = False
    for name in (*fields, *(key for key in value if key not in fields)):
        if name not in fields:
            free = [field for field in fields if field not in value] or fields
            fix = nearest(str(name), free)
            report((*path, name), expected="mean, sd, low and high", found=f"'{name}'", fix=fix)
        elif name not in value:
            report((*path, name), expected=f"a number '{name}'", found="nothing", fix=f"add '{name}: ...'")
        elif not _number(value[name]):
            fix = "give a number, without quotes"
            report((*path, name), expected="a finite number", found=shown(value[name]), fix=fix)
        else:
            continue
        bad = True
    if bad:
        return None
    mean, sd, low, high = (float(value[name]) for name in fields)
    if sd <= 0:
        fix = "use {constant: ...} for a fixed value" if sd == 0 else "leave the sign out"
        report((*path, "sd"), expected="sd > 0", found=shown(value["sd"]), fix=fix)
    elif _interval([value["low"], value["high"]], path, report) is None:
        pass
    elif max(low - mean, mean - high) > 8 * sd:
        fix = "move the mean, or use a larger sd"
        report((*path, "mean"), expected="a mean within 8 sd of [low, high]", found=shown(mean), fix=fix)
    elif high - low < 1e-6 * sd:
        fix = f"use {{uniform: [{low:g}, {high:g}]}}"
        report((*path, "sd"), expected="an sd of at most 1e6 times high - low", found=shown(sd), fix=fix)
    elif domain.interval(low, high, path, report):
        return TruncatedNormal(mean, sd, low, high)
    return None


def _choice(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    if not isinstance(value, dict | list) or not value:
        fix = "write {choice: {a: 0.5, b: 0.5}}, or {choice: [a, b]} for equal weights"
        report(path, expected="values with weights", found=shown(value), fix=fix)
        return None
    weights: dict[Value, float] = {}
    bad = False
    for place, (option, weight) in enumerate(value.items() if isinstance(value, dict) else _equal(value)):
        where = (*path, option if isinstance(value, dict) else place)
        fitted = _option(option, isinstance(value, list), where, report, domain)
        if not _number(weight) or weight < 0:
            fix = "give a share such as 0.5; leave the entry out for never"
            report(where, expected="a finite weight of at least 0", found=shown(weight), fix=fix)
            bad = True
        elif fitted is not None and fitted in weights:
            report(where, expected="distinct values", found=f"{shown(fitted)} twice", fix="keep one of them")
        elif fitted is not None:
            weights[fitted] = float(weight)
    if bad or len(weights) < len(value):
        return None
    total = sum(weights.values())
    if not 0 < total < math.inf:
        fix = "give each value its share, e.g. 0.5"
        report(path, expected="at least one weight above 0", found=shown(value), fix=fix)
        return None
    # In the order of their texts: a document means the same however its keys are ordered.
    kept = {option: weights[option] for option in sorted(weights, key=str) if weights[option] > 0}
    return Choice(tuple(kept), tuple(kept.values()))


def _equal(options: list[Any]) -> list[tuple[Any, float]]:
    return [(option, 1.0) for option in options]


def _option(option: Any, written: bool, path: Path, report: Report, domain: Domain) -> Value | None:
    """A value of a choice; `written` when it stands as itself in a list, not as a key."""
    if not (isinstance(option, str | bool) or _number(option)):
        report(path, expected="a finite number or text", found=shown(option), fix="list plain values")
        return None
    if written and domain.constant(option, path, report) is None:
        return None
    return domain.option(option, path, report)


def _integer(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    if not (isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)):
        fix = "write e.g. [0, 8], without fractions"
        report(path, expected="two whole numbers [low, high]", found=shown(value), fix=fix)
        return None
    low, high = value
    if low > high:
        report(path, expected="low <= high", found=shown(value), fix=f"swap them: [{high}, {low}]")
    elif domain.interval(low, high, path, report, whole=True):
        if high - low < MAX_INTEGERS:
            return Integer(low, high)
        expected = f"at most {MAX_INTEGERS} whole numbers"
        report(path, expected=expected, found=shown(value), fix="narrow the range, or use uniform")
    return None


def _mixture(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "[{weight: 0.8, constant: 0}, {weight: 0.2, uniform: [1, 2]}]"
    if not isinstance(value, list) or not value:
        fix = f"write {example}"
        report(path, expected="a list of weighted distributions", found=shown(value), fix=fix)
        return None
    parts, weights = [], []
    for i, item in enumerate(value):
        if not isinstance(item, dict):
            fix = f"write {example}"
            report((*path, i), expected="a distribution with a weight", found=shown(item), fix=fix)
            continue
        weight: Any = item.get("weight")
        if not _number(weight) or weight <= 0:
            where, fix = (
                (*path, i, "weight"),
                "give its share, e.g. 'weight: 0.5'; leave the entry out for never",
            )
            report(where, expected="a finite weight above 0", found=shown(weight), fix=fix)
        rest = {k: v for k, v in item.items() if k != "weight"}
        part = parse_distribution(rest, (*path, i), report, domain)
        if part is not None and _number(weight) and weight > 0:
            parts.append(part)
            weights.append(float(weight))
    if len(parts) < len(value):
        return None
    if not math.isfinite(sum(weights)):
        report(path, expected="weights with a finite sum", found=shown(weights), fix="scale them down")
        return None
    return Mixture(tuple(weights), tuple(parts))


def _given(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    parent, cases = value["given"], value.get("cases")
    if not isinstance(parent, str):
        report(
            path, expected="the name of another parameter", found=shown(parent), fix="write 'given: state'"
        )
    if not isinstance(cases, dict) or not cases:
        where, fix = (*path[:-1], "cases"), "write 'cases: {value: distribution}'"
        report(where, expected="a distribution for each value of the parent", found=shown(cases), fix=fix)
        cases = {}
    parts = {v: parse_distribution(d, (*path[:-1], "cases", v), report, domain) for v, d in cases.items()}
    otherwise = None
    if "otherwise" in value:
        otherwise = parse_distribution(value["otherwise"], (*path[:-1], "otherwise"), report, domain)
    # In the order of their texts: a document means the same however its keys are ordered.
    named = {str(v).lower() if isinstance(v, bool) else str(v): part for v, part in parts.items()}
    known = {name: part for name in sorted(named) if (part := named[name]) is not None}
    if not isinstance(parent, str) or not known or len(known) < len(parts):
        return None
    if otherwise is None and "otherwise" in value:
        return None
    return Conditional(parent, tuple(known), tuple(known.values()), otherwise)


_PARSERS: dict[str, Callable[[Any, Path, Report, Domain], Distribution | None]] = {
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
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 2**53 if isinstance(value, int) else math.isfinite(value)
