"""Distributions from their document form, all problems reported."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenewright.documents import shown
from scenewright.errors import nearest
from scenewright.scenario.distributions import parse_discrete, parse_ranges
from scenewright.scenario.distributions.base import Continuous, Distribution, Value
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.domain import AnyDomain, Domain, Path, Report
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.distributions.reading import interval, is_number
from scenewright.scenario.distributions.truncated import Truncated

__all__ = ["KINDS", "Report", "parse_distribution"]

KINDS = (
    "constant",
    "uniform",
    "log_uniform",
    "normal",
    "log_normal",
    "beta",
    "gamma",
    "von_mises",
    "johnson_sb",
    "empirical",
    "choice",
    "integer",
    "mixture",
    "truncated",
    "given",
)
_BESIDE_GIVEN = ("cases", "otherwise")
_UNIT = "unit"


def parse_distribution(
    data: Any, path: Path, report: Report, domain: Domain | None = None
) -> Distribution | None:
    """The distribution of a document fragment at `path`; None after a problem was reported."""
    domain = domain or AnyDomain()
    if isinstance(data, str | bool | int | float):
        return parse_discrete.constant(data, path, report, domain)
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
    extra = [key for key in data if key not in KINDS and key not in (*beside, _UNIT)]
    for key in extra:
        free = [k for k in beside if k not in data] or [k for k in (*KINDS, _UNIT) if k not in data]
        fix = nearest(str(key), free)
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
    inside = _in_unit(data, path, report, domain)
    value = data[kind] if kind != "given" else data
    read = _PARSERS[kind](value, (*path, kind), report, inside or AnyDomain())
    return None if inside is None else read


def _in_unit(data: dict[str, Any], path: Path, report: Report, domain: Domain) -> Domain | None:
    """`domain` for numbers in the unit that stands beside the distribution."""
    if _UNIT not in data:
        return domain
    unit, where = data[_UNIT], (*path, _UNIT)
    if isinstance(unit, int) and not isinstance(unit, bool):
        unit = str(unit)
    if isinstance(unit, str) and unit:
        return domain.in_unit(unit, where, report)
    report(where, expected="a unit such as m, deg or s", found=shown(unit), fix="write e.g. 'unit: m'")
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
        if not is_number(weight) or weight <= 0:
            where, fix = (
                (*path, i, "weight"),
                "give its share, e.g. 'weight: 0.5'; leave the entry out for never",
            )
            report(where, expected="a finite weight above 0", found=shown(weight), fix=fix)
        rest = {k: v for k, v in item.items() if k != "weight"}
        part = parse_distribution(rest, (*path, i), report, domain)
        if part is not None and is_number(weight) and weight > 0:
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


def _truncated(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{truncated: {low: 0, high: 9, johnson_sb: {...}}}"
    if not isinstance(value, dict):
        report(path, expected="low, high and a distribution", found=shown(value), fix=f"write {example}")
        return None
    bad = False
    for name in ("low", "high"):
        if not is_number(value.get(name)):
            expected, fix = f"a number '{name}'", f"add '{name}: ...', a number without quotes"
            report((*path, name), expected=expected, found=shown(value.get(name)), fix=fix)
            bad = True
    rest = {key: item for key, item in value.items() if key not in ("low", "high")}
    base = parse_distribution(rest, path, report, _Unbounded(domain))
    if base is not None and not isinstance(base, Continuous):
        found = ", ".join(key for key in rest if key in KINDS)
        fix = "truncate its parts, or narrow its values"
        report(path, expected="a continuous distribution", found=found, fix=fix)
        return None
    if bad or base is None or interval([value["low"], value["high"]], path, report) is None:
        return None
    low, high = float(domain.convert(value["low"])), float(domain.convert(value["high"]))
    first, last = max(low, base.low), min(high, base.high)
    made = Truncated(base, first, last)
    if not first < last or not made.held >= parse_ranges.LEAST_HELD:
        found = f"[{value['low']:g}, {value['high']:g}] of [{base.low:g}, {base.high:g}]"
        report(path, expected=parse_ranges.HELD, found=found, fix="move the ends towards its middle")
        return None
    return made if domain.interval(value["low"], value["high"], path, report) else None


@dataclass(frozen=True)
class _Unbounded:
    """A domain without ends, for a distribution that is cut off afterwards."""

    inner: Domain

    @property
    def unit(self) -> str:
        return self.inner.unit

    def in_unit(self, unit: str, path: Path, report: Report) -> Domain | None:
        inner = self.inner.in_unit(unit, path, report)
        return None if inner is None else _Unbounded(inner)

    def convert(self, number: float) -> float:
        return self.inner.convert(number)

    def constant(self, value: Value, path: Path, report: Report) -> Value | None:
        return value

    def option(self, value: Value, path: Path, report: Report) -> Value | None:
        return value

    def interval(self, low: float, high: float, path: Path, report: Report, *, whole: bool = False) -> bool:
        return True


_Parser = Callable[[Any, Path, Report, Domain], Distribution | None]
_PARSERS: dict[str, _Parser] = {
    "constant": parse_discrete.constant,
    "uniform": parse_ranges.uniform,
    "log_uniform": parse_ranges.log_uniform,
    "normal": parse_ranges.normal,
    "log_normal": parse_ranges.log_normal,
    "beta": parse_ranges.beta,
    "gamma": parse_ranges.gamma,
    "von_mises": parse_ranges.von_mises,
    "johnson_sb": parse_ranges.johnson_sb,
    "empirical": parse_discrete.empirical,
    "choice": parse_discrete.choice,
    "integer": parse_discrete.integer,
    "mixture": _mixture,
    "truncated": _truncated,
    "given": _given,
}
