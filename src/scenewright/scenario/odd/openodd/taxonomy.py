"""Concepts of an OpenODD taxonomy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Concept", "Interval", "Taxonomy", "parse_interval", "read_taxonomy"]

_NUMBER = re.compile(r"(integer|long|float|double)(?:\s+(\S+))?")
_N = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"\[\s*({_N})\s*(?:\.\.|,)\s*({_N})\s*\]\s*(\S.*)?")
_BOUND = re.compile(rf"(<=|>=|<|>)\s*({_N})\s*(\S.*)?")


@dataclass(frozen=True)
class Interval:
    """A range of numbers; an open side is None."""

    low: float | None
    high: float | None
    unit: str
    low_closed: bool = True
    high_closed: bool = True

    def half_open(self, *, whole: bool) -> Interval:
        """The same numbers as [low, high), where they are whole; else the same ends."""
        low, high = self.low, self.high
        if whole and low is not None and not self.low_closed:
            low += 1
        if whole and high is not None and self.high_closed:
            high += 1
        return Interval(low, high, self.unit, True, not whole and self.high_closed)


@dataclass(frozen=True)
class Concept:
    """A leaf of the taxonomy."""

    path: tuple[str, ...]
    kind: str
    """`number`, `integer`, `literals` or `defined`."""
    unit_type: str = ""
    literals: tuple[Any, ...] = ()
    defined: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Of literals that are defined by expressions: name, concept -> expression."""

    @property
    def id(self) -> str:
        return self.path[-1]


@dataclass
class Taxonomy:
    """All concepts by their path, and what was not understood."""

    concepts: dict[tuple[str, ...], Concept] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def find(self, name: str) -> Concept | None:
        """A concept by its id, or by as much of its path as makes it unique."""
        parts = tuple(name.split("."))
        found = [c for c in self.concepts.values() if c.path[-len(parts) :] == parts]
        return found[0] if len(found) == 1 else None


def parse_interval(text: Any) -> Interval | None:
    """`"[0 .. 2] m"`, `"< 2 m"`; None for anything else."""
    if not isinstance(text, str):
        return None
    if match := _RANGE.fullmatch(text.strip()):
        return Interval(float(match[1]), float(match[2]), (match[3] or "").strip())
    if not (match := _BOUND.fullmatch(text.strip())):
        return None
    sign, number, unit = match[1], float(match[2]), (match[3] or "").strip()
    if sign[0] == "<":
        return Interval(None, number, unit, high_closed=sign == "<=")
    return Interval(number, None, unit, low_closed=sign == ">=")


def read_taxonomy(data: Any, taxonomy: Taxonomy) -> None:
    """Add the concepts of one TAXONOMY block."""
    if not isinstance(data, Mapping):
        taxonomy.left_out.append("TAXONOMY: not a mapping of concepts")
        return
    aliases: list[tuple[tuple[str, ...], str]] = []
    _walk(data, (), frozenset(), taxonomy, aliases)
    for path, name in aliases:
        other = taxonomy.find(name)
        if other is not None and other.kind in ("literals", "defined"):
            taxonomy.concepts[path] = Concept(path, other.kind, "", other.literals, other.defined)
        else:
            taxonomy.left_out.append(f"TAXONOMY {'.'.join(path)}: type '{name}'")


def _walk(
    record: Mapping[str, Any],
    path: tuple[str, ...],
    scope: frozenset[str],
    taxonomy: Taxonomy,
    aliases: list[tuple[tuple[str, ...], str]],
) -> None:
    scope = scope | {key for key, value in record.items() if not isinstance(value, Mapping)}
    for key, value in record.items():
        place = (*path, str(key))
        where = f"TAXONOMY {'.'.join(place)}"
        if key in ("conversion", "unit_types"):
            taxonomy.left_out.append(f"{where}: definitions of units")
        elif isinstance(value, str):
            if match := _NUMBER.fullmatch(value.strip()):
                kind = "integer" if match[1] in ("integer", "long") else "number"
                taxonomy.concepts[place] = Concept(place, kind, match[2] or "")
            elif value.strip() == "boolean":
                taxonomy.concepts[place] = Concept(place, "literals", "", (True, False))
            else:
                aliases.append((place, value.strip()))
        elif isinstance(value, list):
            literals = tuple(v for v in value if isinstance(v, str | int | float))
            if len(literals) != len(value) or not literals:
                taxonomy.left_out.append(f"{where}: a list with other than literals")
            if literals:
                taxonomy.concepts[place] = Concept(place, "literals", "", literals)
        elif isinstance(value, Mapping) and _defines_literals(value, scope):
            defined = tuple((str(name), dict(expressions)) for name, expressions in value.items())
            taxonomy.concepts[place] = Concept(place, "defined", "", (), defined)
        elif isinstance(value, Mapping):
            _walk(value, place, scope, taxonomy, aliases)
        else:
            taxonomy.left_out.append(f"{where}: {value!r}")


def _defines_literals(value: Mapping[str, Any], scope: frozenset[str]) -> bool:
    """Whether a mapping has literals defined by expressions on concepts, rather than concepts of its own."""

    def is_expression(name: str, item: Any) -> bool:
        if isinstance(item, list):
            return name.split(".")[-1] in scope
        return parse_interval(item) is not None

    return bool(value) and all(
        isinstance(item, Mapping) and item and all(is_expression(str(k), v) for k, v in item.items())
        for item in value.values()
    )
