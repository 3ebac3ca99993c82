"""Distributions of single values from their document form, all problems reported."""

from __future__ import annotations

import math
from typing import Any

from scenewright.documents import shown
from scenewright.errors import nearest
from scenewright.scenario.distributions.base import Distribution, Value
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.constant import Constant
from scenewright.scenario.distributions.domain import Domain, Path, Report
from scenewright.scenario.distributions.empirical import Empirical, EmpiricalRange
from scenewright.scenario.distributions.reading import is_number

__all__ = ["choice", "constant", "empirical", "integer"]

MAX_INTEGERS = 1_000_000
_MOST_TOLD = 5
"""Of the entries of one list that are refused."""


def constant(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    if isinstance(value, str | bool) or is_number(value):
        fitted = domain.constant(value, path, report)
        return None if fitted is None else Constant(fitted)
    fix = "for several values use {choice: [...]}" if isinstance(value, list) else "give one finite value"
    report(path, expected="one finite number, text or true/false", found=shown(value), fix=fix)
    return None


def choice(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    if not isinstance(value, dict | list) or not value:
        fix = "write {choice: {a: 0.5, b: 0.5}}, or {choice: [a, b]} for equal weights"
        report(path, expected="values with weights", found=shown(value), fix=fix)
        return None
    weights: dict[Value, float] = {}
    bad = False
    for place, (option, weight) in enumerate(value.items() if isinstance(value, dict) else _equal(value)):
        where = (*path, option if isinstance(value, dict) else place)
        fitted = _option(option, isinstance(value, list), where, report, domain)
        if not is_number(weight) or weight < 0:
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
    if not (isinstance(option, str | bool) or is_number(option)):
        report(path, expected="a finite number or text", found=shown(option), fix="list plain values")
        return None
    if written and domain.constant(option, path, report) is None:
        return None
    return domain.option(option, path, report)


def integer(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
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


def empirical(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    fields = ("values", "weights", "interpolate")
    if not isinstance(value, dict):
        fix = f"write {{empirical: {{values: {shown(value) if isinstance(value, list) else '[3, 5, 8]'}}}}}"
        report(path, expected="values, and weights where they differ", found=shown(value), fix=fix)
        return None
    unknown = [key for key in value if key not in fields]
    for key in unknown:
        fix = nearest(str(key), [field for field in fields if field not in value] or fields)
        if key == "file":
            fix = "list its numbers under 'values': the scenario holds all that it needs"
        report((*path, key), expected="values, weights and interpolate", found=f"'{key}'", fix=fix)
    form = value.get("interpolate", "none")
    if form not in ("none", "linear"):
        found, fix = shown(form), "write linear for a range, or leave it out"
        report((*path, "interpolate"), expected="none or linear", found=found, fix=fix)
    numbers = _numbers(value.get("values"), (*path, "values"), report)
    weights = _weights(value.get("weights"), numbers, (*path, "weights"), report)
    if unknown or form not in ("none", "linear") or numbers is None or weights is None:
        return None
    counted: dict[float, float] = {}
    for number, weight in zip(numbers, weights, strict=True):
        counted[number] = counted.get(number, 0.0) + weight
    # Ascending: a document means the same in whatever order its values stand.
    kept = {number: counted[number] for number in sorted(counted) if counted[number] > 0}
    if form == "none":
        return _single(kept, (*path, "values"), report, domain)
    ends = min(kept), max(kept)
    if len(kept) < 2:
        fix = "use {constant: ...}, or 'interpolate: none'"
        report((*path, "values"), expected="two different values or more", found=shown(ends[0]), fix=fix)
        return None
    if not domain.interval(float(ends[0]), float(ends[1]), (*path, "values"), report):
        return None
    return EmpiricalRange(tuple(float(domain.convert(n)) for n in kept), tuple(kept.values()))


def _single(kept: dict[float, float], path: Path, report: Report, domain: Domain) -> Distribution | None:
    """Each number by itself, as far as the world can build it."""
    problems: list[tuple[Path, dict[str, str]]] = []
    fitted = [domain.constant(n, path, lambda p, **told: problems.append((p, told))) for n in kept]
    for where, told in problems[:_MOST_TOLD]:
        report(where, **told)
    numbers = [value for value in fitted if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len(kept):
        if not problems:
            report(path, expected="numbers", found="texts", fix="use {choice: ...} for categories")
        return None
    return Empirical(tuple(numbers), tuple(kept.values()))


def _numbers(values: Any, path: Path, report: Report) -> list[float] | None:
    if not isinstance(values, list) or not values:
        fix = "write e.g. 'values: [3, 5, 8]'"
        report(path, expected="a list of numbers", found=shown(values), fix=fix)
        return None
    bad = [place for place, value in enumerate(values) if not is_number(value)]
    for place in bad[:_MOST_TOLD]:
        fix = "give numbers, without quotes; use {choice: ...} for categories"
        report((*path, place), expected="a finite number", found=shown(values[place]), fix=fix)
    return None if bad else values


def _weights(weights: Any, numbers: list[float] | None, path: Path, report: Report) -> list[float] | None:
    """One a number; all 1 where there are none."""
    if weights is None:
        return None if numbers is None else [1.0] * len(numbers)
    if not isinstance(weights, list):
        report(path, expected="a list of weights", found=shown(weights), fix="write one weight a value")
        return None
    bad = [place for place, weight in enumerate(weights) if not is_number(weight) or weight < 0]
    for place in bad[:_MOST_TOLD]:
        expected, fix = "a finite weight of at least 0", "give a count or a share"
        report((*path, place), expected=expected, found=shown(weights[place]), fix=fix)
    if bad or numbers is None:
        return None
    if len(weights) != len(numbers):
        expected, found = f"{len(numbers)} weights, one a value", str(len(weights))
        report(path, expected=expected, found=found, fix="add or remove some")
        return None
    if not 0 < math.fsum(weights) < math.inf:
        report(path, expected="a weight above 0", found="a sum of 0", fix="leave 'weights' out")
        return None
    return [float(weight) for weight in weights]
