"""Attributes with buckets from the concepts of an OpenODD taxonomy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from scenewright.scenario.odd.openodd.taxonomy import Concept, Interval, Taxonomy, parse_interval
from scenewright.scenario.odd.openodd.units import SPELLED
from scenewright.scenario.odd.taxonomy import known_term
from scenewright.scenario.odd.terms import OWN
from scenewright.scenario.odd.validity import quoted

__all__ = ["attribute_of"]

Attribute = dict[str, Any]


def attribute_of(
    concept: Concept, taxonomy: Taxonomy, cuts: Mapping[str, list[Interval]], notes: list[str], *, exact: bool
) -> Attribute | None:
    """An attribute in document form, or None, with the reason in the taxonomy's `left_out`.

    `cuts` are the ranges that modules test a number against, by concept. `exact` says that ranges were
    written from half-open ones, so that a shared end belongs to the upper.
    """
    if concept.kind in ("number", "integer"):
        if not cuts.get(concept.id):
            if not _defines_another(concept, taxonomy):
                taxonomy.left_out.append(f"{_where(concept)}: a number that neither ranges nor modules cut")
            return None
        return _described(concept, concept, *_cut(concept, cuts[concept.id], notes))
    if concept.kind == "literals":
        buckets = [{"label": _label(literal), "values": [literal]} for literal in concept.literals]
        return _described(concept, concept, buckets, "")
    bases = {name for _, expressions in concept.defined for name in expressions}
    base = taxonomy.find(next(iter(bases))) if len(bases) == 1 else None
    if base is None:
        taxonomy.left_out.append(f"{_where(concept)}: literals defined by other than one concept")
        return None
    expressions = [(label, next(iter(item.values()))) for label, item in concept.defined]
    if base.kind == "literals":
        buckets = [
            {"label": label, "values": list(item) if isinstance(item, list) else [item]}
            for label, item in expressions
        ]
        return _described(concept, base, buckets, "")
    found = _ranges(concept, base, expressions, taxonomy, notes, exact=exact)
    return None if found is None else _described(concept, base, *found)


def _ranges(
    concept: Concept,
    base: Concept,
    expressions: list[tuple[str, Any]],
    taxonomy: Taxonomy,
    notes: list[str],
    *,
    exact: bool,
) -> tuple[list[dict[str, Any]], str] | None:
    """Half-open ranges from closed ones. On a shared end the literal written first wins in OpenODD."""
    parsed = [(label, parse_interval(item)) for label, item in expressions]
    units = {SPELLED.get(i.unit, i.unit) for _, i in parsed if i is not None}
    if any(i is None for _, i in parsed) or len(units) != 1:
        taxonomy.left_out.append(f"{_where(concept)}: literals that are not ranges in one unit")
        return None
    order = sorted(
        ((i, label) for label, i in parsed if i), key=lambda x: -math.inf if x[0].low is None else x[0].low
    )
    buckets: list[dict[str, Any]] = []
    for k, (interval, label) in enumerate(order):
        last = k == len(order) - 1
        high = interval.high
        if high is not None and base.kind == "integer" and interval.high_closed:
            high += 1
        elif high == 0 and interval.high_closed and not exact and not last:
            high = math.nextafter(0, 1)
        elif high is not None and interval.high_closed and not exact and not last:
            notes.append(
                f"{_where(concept)}: exactly {high:g} is in the range above '{label}', not in '{label}'"
            )
        low = interval.low if not buckets else buckets[-1].get("high")
        if interval.low is not None and (low is None or _gap(low, interval.low, base.kind)):
            taxonomy.left_out.append(f"{_where(concept)}: ranges with a gap or overlap before '{label}'")
            return None
        buckets.append(
            {"label": label}
            | ({} if low is None else {"low": low})
            | ({} if high is None else {"high": high})
        )
    return buckets, units.pop()


def _gap(before: float, low: float, kind: str) -> bool:
    """Whether a range that starts at `low` leaves the end of the one before it."""
    return low > before or (low < before - 1 if kind == "integer" else low < before and before > 1e-300)


def _cut(concept: Concept, tested: list[Interval], notes: list[str]) -> tuple[list[dict[str, Any]], str]:
    """Ranges between all ends that modules test a number against."""
    intervals = [i.half_open(whole=concept.kind == "integer") for i in tested]
    unit = next((i.unit for i in intervals if i.unit), "")
    ends = sorted({end for i in intervals for end in (i.low, i.high) if end is not None})
    for end in sorted({i.high for i in intervals if i.high is not None and i.high_closed}):
        notes.append(
            f"{_where(concept)}: exactly {end:g} is in the range above, not in the one that ends there"
        )
    suffix = f" {unit}" if unit else ""
    buckets: list[dict[str, Any]] = [{"label": f"below {ends[0]:g}{suffix}", "high": ends[0]}]
    for low, high in pairwise(ends):
        buckets.append({"label": f"{low:g} to {high:g}{suffix}", "low": low, "high": high})
    buckets.append({"label": f"from {ends[-1]:g}{suffix}", "low": ends[-1]})
    return buckets, SPELLED.get(unit, unit)


def _described(concept: Concept, base: Concept, buckets: list[dict[str, Any]], unit: str) -> Attribute:
    path = ".".join(concept.path[:-1])
    term = known_term(path)
    fits = term is not None and term.kind != "branch" and (not unit or not term.units or unit in term.units)
    attribute = {"name": concept.id, "term": path if fits else OWN + ".".join(concept.path)}
    attribute["parameter"] = base.id if base.id.isidentifier() else quoted(base.id)
    return attribute | ({"unit": unit} if unit else {}) | {"buckets": buckets}


def _defines_another(concept: Concept, taxonomy: Taxonomy) -> bool:
    names = {name.split(".")[-1] for c in taxonomy.concepts.values() for _, e in c.defined for name in e}
    return concept.id in names


def _label(literal: Any) -> str:
    return str(literal).lower() if isinstance(literal, bool) else str(literal)


def _where(concept: Concept) -> str:
    return f"TAXONOMY {'.'.join(concept.path)}"
