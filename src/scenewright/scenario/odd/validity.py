"""Where an attribute applies, and the cells of coverage that follow not to be holes.

`valid` is an expression over the ODD's attributes, with the labels of their buckets as values, and over
parameters (or measured values) that are the whole source of an attribute. An attribute does not apply in a
cell of crossed buckets where the expression is false: for parameters, where it is false everywhere on a grid
over the buckets. Where it cannot be told (null), the attribute applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

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
    cells = []
    for chosen in product(*(a.ranges for a in over)):
        columns: dict[str, list[Any]] = {}
        grids: list[list[Any]] = []
        names: list[str] = []
        for a, bucket in zip(over, chosen, strict=True):
            if a.name in rule.columns:
                names.append(a.name)
                grids.append([bucket.label])
            if (source := _plain(a.source)) in rule.columns and source != a.name:
                names.append(source)
                grids.append(_grid(bucket))
        points = list(product(*grids))
        columns = {name: [point[k] for point in points] for k, name in enumerate(names)}
        result = rule.evaluate(pa.table(columns))
        if not pa.types.is_boolean(result.type) and not pa.types.is_null(result.type):
            fix = "compare it with something: \"rain = 'dry'\""
            raise InputError(
                Problem(expected="true or false", found=f"'{attribute.valid}', a value", fix=fix)
            )
        held = result.to_pylist()
        if all(value is not None and not value for value in held):
            cells.append(tuple(bucket.label for bucket in chosen))
    return cells


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
