"""Finding scenarios: by tag, by world, by words, by an expression over what a scenario says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.scenario.library.catalogue import Entry

__all__ = ["COLUMNS", "Query", "found"]

COLUMNS = {
    "file": pa.string(),
    "name": pa.string(),
    "world": pa.string(),
    "description": pa.string(),
    "tags": pa.list_(pa.string()),
    "targets": pa.list_(pa.string()),
    "extends": pa.string(),
    "parameters": pa.list_(pa.string()),
    "constraints": pa.list_(pa.string()),
    "loads": pa.bool_(),
}
"""What an expression may name, e.g. `list_contains(parameters, 'rain_mm_h') and len(constraints) > 0`."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a scenario must have: all of it."""

    tags: Sequence[str] = ()
    world: str = ""
    search: str = ""
    """Words that all stand somewhere in its text, in any case."""
    where: str = ""
    """An expression over `COLUMNS`."""


def found(entries: Sequence[Entry], query: Query) -> list[Entry]:
    """The entries that have all that is asked, in their order. Raises `InputError` for a bad expression.

    What cannot be read is asked for what its text says.
    """
    kept = [entry for entry in entries if _has(entry, query)]
    return [entry for entry, holds in zip(kept, _where(kept, query.where), strict=True) if holds]


def _has(entry: Entry, query: Query) -> bool:
    lists = (*entry.tags, *entry.targets, *entry.parameters, *entry.constraints)
    single = (entry.file, entry.name, entry.world, entry.description, entry.extends)
    text = " ".join((*single, *lists)).lower()
    return (
        all(tag in entry.tags for tag in query.tags)
        and query.world in ("", entry.world)
        and all(word in text for word in query.search.lower().split())
    )


def _where(entries: Sequence[Entry], text: str) -> list[bool]:
    if not text:
        return [True] * len(entries)
    expression = Expression.parse(text, field="--where")
    for name in expression.unknown(list(COLUMNS)):
        expected, fix = f"one of {', '.join(COLUMNS)}", nearest(name, list(COLUMNS))
        raise InputError(Problem(expected=expected, found=f"'{name}'", field="--where", fix=fix))
    rows = [{**entry.to_json(), "loads": entry.loads} for entry in entries]
    table = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in COLUMNS.items()})
    values = expression.evaluate(table)
    if not pa.types.is_boolean(values.type):
        fix = "compare it with something, e.g. \"list_contains(tags, 'night')\""
        raise InputError(
            Problem(expected="a condition (true or false)", found=f"'{text}' gives {values.type}", fix=fix)
        )
    return [bool(value) for value in values.to_pylist()]
