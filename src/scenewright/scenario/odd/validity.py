"""Where an attribute applies, and the cells of coverage that follow not to be holes.

`valid` is an expression over the ODD's attributes, with the labels of their buckets as values, and over
parameters (or measured values) that are the whole source of an attribute. An attribute does not apply in a
cell of crossed buckets where the expression is false: for parameters, where it is false everywhere on a grid
over the buckets. Where it cannot be told (null), the attribute applies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.documents import Finding
from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.scenario.odd.buckets import Bucket

if TYPE_CHECKING:
    from scenewright.scenario.odd.document import OddAttribute

__all__ = ["inapplicable_cells", "quoted", "text_literal", "validity_findings", "validity_rules"]

_CELLS = 4096
"""Most crossed buckets that one condition may speak about."""
_POINTS = 17
_MOST_POINTS = 1 << 22
"""Points of all crossed buckets at which one condition may be asked."""
_AT_ONCE = 1 << 20
_Grids = dict[str, NDArray[Any]]


def validity_findings(attributes: Sequence[OddAttribute]) -> list[Finding]:
    """Unknown names, an attribute about itself, conditions that cannot be computed or never hold."""
    findings = []
    names = [attribute.name for attribute in attributes]
    sources = [_plain(attribute.source) for attribute in attributes]
    for i, attribute in enumerate(attributes):
        if not attribute.valid:
            continue
        path = ("attributes", i, "valid")
        unknown = [c for c in Expression.parse(attribute.valid).columns if c not in names + sources]
        for column in unknown:
            expected = "names of attributes, or parameters that are the whole source of one"
            found = f"'{column}' in '{attribute.valid}'"
            findings.append(
                Finding(
                    expected, found, path, nearest(column, [*dict.fromkeys([*names, *filter(None, sources)])])
                )
            )
        over = [] if unknown else _over(attribute, attributes)
        if attribute in over:
            expected, fix = (
                "a condition on other attributes",
                "remove the part about itself: its buckets say it",
            )
            findings.append(Finding(expected, f"'{attribute.name}' itself in '{attribute.valid}'", path, fix))
        elif not unknown and np.prod([len(a.labels) for a in over], dtype=float) > _CELLS:
            found, fix = f"{len(over)} attributes", "split it, or name fewer attributes"
            findings.append(Finding(f"a condition on at most {_CELLS} crossed buckets", found, path, fix))
        elif not unknown and _asked(attribute, over) > _MOST_POINTS:
            read, fix = ", ".join(Expression.parse(attribute.valid).columns), "split it, or name fewer"
            expected = (
                f"a condition on fewer ranges of parameters: {_POINTS} values of each bucket are crossed"
            )
            findings.append(Finding(expected, read, path, fix))
        elif not unknown:
            findings += _computed(attribute, over, path)
    return findings


def validity_rules(attributes: Sequence[OddAttribute]) -> tuple[str, ...]:
    """Conditions as `infeasible` texts: each names its attribute, so that it speaks about its cells only."""
    rules = []
    for attribute in attributes:
        if not attribute.valid:
            continue
        over = _over(attribute, attributes)
        here = f"{quoted(attribute.name)} <> ''"
        if {*Expression.parse(attribute.valid).columns} <= {a.name for a in over}:
            rules.append(f"{here} and not ({attribute.valid})")
            continue
        cells = [
            " and ".join(
                f"{quoted(a.name)} = {text_literal(label)}" for a, label in zip(over, cell, strict=True)
            )
            for cell in inapplicable_cells(attribute, over)
        ]
        if cells:
            rules.append(f"{here} and (" + " or ".join(f"({cell})" for cell in cells) + ")")
    return tuple(rules)


def inapplicable_cells(attribute: OddAttribute, over: Sequence[OddAttribute]) -> list[tuple[str, ...]]:
    """Labels of `over` where `attribute.valid` is false. Raises `InputError` when it cannot be computed."""
    rule = Expression.parse(attribute.valid)
    chosen = list(product(*(a.ranges for a in over)))
    grids = [_grids(rule, over, buckets) for buckets in chosen]
    # A query costs as much as some thousand points: cells whose columns have the same types share one.
    alike: dict[str, list[int]] = {}
    for number, grid in enumerate(grids):
        alike.setdefault("".join(axis.dtype.kind for axis in grid.values()), []).append(number)
    never = np.zeros(len(chosen), bool)
    for numbers in alike.values():
        together = max(1, _AT_ONCE // max(_points(grids[number]) for number in numbers))
        for start in range(0, len(numbers), together):
            some = numbers[start : start + together]
            never[some] = _false_everywhere(rule, [grids[number] for number in some])
    return [tuple(bucket.label for bucket in chosen[number]) for number in np.flatnonzero(never)]


def _grids(rule: Expression, over: Sequence[OddAttribute], buckets: Sequence[Bucket]) -> _Grids:
    """Values of what the rule reads in one cell, each by itself."""
    found: _Grids = {}
    for a, bucket in zip(over, buckets, strict=True):
        if a.name in rule.columns:
            found[a.name] = np.array([bucket.label])
        if (source := _plain(a.source)) in rule.columns and source != a.name:
            found[source] = np.array(_grid(bucket))
    return found


def _points(grid: _Grids) -> int:
    return math.prod(len(axis) for axis in grid.values())


def _false_everywhere(rule: Expression, grids: Sequence[_Grids]) -> NDArray[np.bool_]:
    """Whether the rule is false at all points of each cell, shape (len(grids),); false where it is null."""
    crossed = [[axis.ravel() for axis in np.meshgrid(*grid.values(), indexing="ij")] for grid in grids]
    columns = [np.concatenate(parts) for parts in zip(*crossed, strict=True)]
    result = rule.evaluate(pa.table(dict(zip(grids[0], columns, strict=True))))
    if not pa.types.is_boolean(result.type) and not pa.types.is_null(result.type):
        fix = "compare it with something: \"rain = 'dry'\""
        raise InputError(Problem(expected="true or false", found=f"'{rule.text}', a value", fix=fix))
    if pa.types.is_null(result.type):
        return np.zeros(len(grids), bool)
    may = result.fill_null(True).to_numpy(zero_copy_only=False)
    ends = np.cumsum([_points(grid) for grid in grids])
    return ~np.logical_or.reduceat(may, np.append(0, ends[:-1]))


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _over(attribute: OddAttribute, attributes: Sequence[OddAttribute]) -> list[OddAttribute]:
    """The attributes that a condition speaks about, by name or by their source."""
    columns = {*Expression.parse(attribute.valid).columns}
    names = {a.name for a in attributes}
    return [a for a in attributes if a.name in columns or (_plain(a.source) in columns - names)]


def _computed(
    attribute: OddAttribute, over: Sequence[OddAttribute], path: tuple[str | int, ...]
) -> list[Finding]:
    expected = "a condition that is true or false"
    if not over:
        return [Finding("a condition on other attributes", f"'{attribute.valid}'", path, "remove it")]
    try:
        cells = inapplicable_cells(attribute, over)
    except InputError as error:
        return [Finding(expected, p.found, path, p.fix) for p in error.problems]
    if len(cells) == np.prod([len(a.labels) for a in over]):
        labels = "; ".join(f"{a.name}: {', '.join(a.labels)}" for a in over)
        found = f"'{attribute.valid}', which never holds"
        return [Finding("a condition that holds in some bucket", found, path, f"labels are {labels}")]
    return []


def _asked(attribute: OddAttribute, over: Sequence[OddAttribute]) -> float:
    """Points at which the condition is to be asked, in all cells: of ranges, 17 a bucket."""
    columns = Expression.parse(attribute.valid).columns
    each = [
        sum(len(bucket.values) or _POINTS for bucket in a.ranges)
        if a.name not in columns or _plain(a.source) in columns
        else len(a.ranges)
        for a in over
    ]
    return float(np.prod(each, dtype=float))


def _plain(source: str) -> str:
    """The column that an expression is, if it is nothing else."""
    columns = Expression.parse(source).columns if source else ()
    return columns[0] if len(columns) == 1 and source.strip().strip('"') == columns[0] else ""


def _grid(bucket: Bucket) -> list[Any]:
    """Values of a bucket: its values, or points of its range, of its ends the lower one."""
    if bucket.values:
        return list(bucket.values)
    low = bucket.low if bucket.low is not None else (bucket.high or 0.0) - 1e6
    high = bucket.high if bucket.high is not None else low + 1e6
    return np.linspace(low, np.nextafter(high, low), _POINTS).tolist()
