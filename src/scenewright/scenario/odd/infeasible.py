"""Rules of what cannot occur: `infeasible` expressions over attributes, with labels of buckets as values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from scenewright.documents import Finding
from scenewright.errors import InputError, nearest
from scenewright.expressions import Expression

if TYPE_CHECKING:
    from scenewright.scenario.odd.document import OddAttribute

__all__ = ["infeasible_findings"]

_EXPECTED = "names of attributes, compared with labels of their buckets"
_CELLS = 1 << 16
"""Most crossed buckets in which a rule is tried."""


def infeasible_findings(rules: Sequence[str], attributes: Sequence[OddAttribute]) -> list[Finding]:
    """Empty rules, unknown names, rules that cannot be computed or, for a misspelled label, hold nowhere."""
    findings = []
    by_name = {attribute.name: attribute for attribute in attributes}
    for i, text in enumerate(rules):
        path = ("infeasible", i)
        if not text:
            findings.append(Finding(_EXPECTED, "an empty text", path, "remove it"))
            continue
        rule = Expression.parse(text)
        if not rule.columns:
            findings.append(Finding(_EXPECTED, f"'{text}', which names none", path, "remove it"))
        unknown = rule.unknown(list(by_name))
        for name in unknown:
            findings.append(Finding(_EXPECTED, f"'{name}' in '{text}'", path, nearest(name, list(by_name))))
        if rule.columns and not unknown:
            findings += _tried(rule, [by_name[name] for name in rule.columns], path)
    return findings


def _tried(rule: Expression, over: Sequence[OddAttribute], path: tuple[str | int, ...]) -> list[Finding]:
    if np.prod([len(a.labels) for a in over], dtype=float) > _CELLS:
        return []
    cells = zip(*product(*(a.labels for a in over)), strict=True)
    try:
        held = rule.evaluate(pa.table({a.name: pa.array(each) for a, each in zip(over, cells, strict=True)}))
    except InputError as error:
        return [Finding("a rule that is true or false", p.found, path, p.fix) for p in error.problems]
    if not pa.types.is_boolean(held.type):
        fix = "compare each name with a label: \"weather = 'rain' and road = 'dry'\""
        return [Finding("a rule that is true or false", f"'{rule.text}', a value", path, fix)]
    if held.fill_null(False).true_count:
        return []
    labels = "; ".join(f"{a.name}: {', '.join(a.labels)}" for a in over)
    found = f"'{rule.text}', which holds in no bucket"
    return [Finding("a rule that takes out some cell", found, path, f"labels are {labels}")]
