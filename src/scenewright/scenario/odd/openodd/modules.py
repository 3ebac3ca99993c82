"""Modules of OpenODD as conditions over the labels of buckets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenewright.scenario.odd.openodd.taxonomy import Interval, Taxonomy, parse_interval
from scenewright.scenario.odd.openodd.units import SPELLED
from scenewright.scenario.odd.validity import quoted, text_literal

__all__ = ["All", "Any_", "In", "Modules", "Not", "Tree", "conjuncts", "sql_of", "tested_ranges"]

_SECTIONS = ("INCLUDE_AND", "INCLUDE_OR", "EXCLUDE_AND", "EXCLUDE_OR")
_TEXTS = ("TITLE", "DESCRIPTION", "METADATA", "LABEL", "LABELS", "ACTIVE")
_MISSING = ("unknown", "none", "null", "undefined")


@dataclass(frozen=True)
class In:
    """The attribute's bucket is one of these."""

    attribute: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class All:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Any_:  # noqa: N801 # `Any` is taken
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Not:
    part: Tree


Tree = In | All | Any_ | Not


@dataclass
class Modules:
    """Modules by name, and the attributes that their conditions speak about."""

    modules: dict[str, Mapping[str, Any]]
    roots: list[str]
    attributes: Mapping[str, Mapping[str, Any]]
    """Attribute in document form by the id of its concept."""
    numbers: Mapping[str, str]
    """Id of a number -> id of the attribute that cuts it."""
    taxonomy: Taxonomy
    left_out: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def domain(self) -> list[Tree]:
        """Conditions that all hold inside the ODD, of its active roots."""
        found = [self._module(name) for name in self.roots]
        return [part for tree, _ in found if tree is not None for part in conjuncts(tree)]

    def _module(self, name: str) -> tuple[Tree | None, bool]:
        """The module's condition, and whether nothing was left out of it; None for no condition."""
        if name in self._open:
            self.left_out.append(f"module {name}: refers to itself")
            return None, False
        module = self.modules[name]
        if module.get("ACTIVE") is False:
            return None, True
        self._open.append(name)
        parts: list[Tree] = []
        exact = True
        for key, section in module.items():
            if key in _SECTIONS:
                tree, whole = self._section(name, key, section)
                if key.startswith("EXCLUDE"):
                    # What is left out of an excluded conjunction would make it exclude more: it is dropped.
                    tree = None if tree is None or not whole else Not(tree)
                exact = exact and whole
                parts += [tree] if tree is not None else []
            elif key not in _TEXTS:
                self.left_out.append(f"module {name}: {key}")
        self._open.pop()
        return (All(tuple(parts)) if parts else None), exact

    def _section(self, module: str, key: str, section: Any) -> tuple[Tree | None, bool]:
        if not isinstance(section, Mapping):
            self.left_out.append(f"module {module} {key}: not a mapping of conditions")
            return None, False
        disjunction = key.endswith("OR")
        found = [
            self._condition(module, key, name, item) for name, item in section.items() if name != "METADATA"
        ]
        trees = tuple(tree for tree, _ in found if tree is not None)
        exact = all(whole for _, whole in found)
        if not trees or (disjunction and (not exact or len(trees) < len(found))):
            return None, exact and not trees
        return (Any_(trees) if disjunction else All(trees)), exact

    def _condition(self, module: str, key: str, name: str, item: Any) -> tuple[Tree | None, bool]:
        where = f"module {module} {key} {name}"
        if name in ("AND", "OR"):
            return self._section(module, name, item)
        named = [n for n, m in self.modules.items() if n == name or name in _labels(m)]
        if named and isinstance(item, bool):
            found = [self._module(n) for n in named if self.modules[n].get("ACTIVE") is not False]
            trees = tuple(tree for tree, _ in found if tree is not None)
            exact = all(whole for _, whole in found)
            if not trees or len(trees) < len(found):
                return None, exact and not found
            tree: Tree = trees[0] if len(trees) == 1 else Any_(trees)
            if not item and not exact:
                return None, False
            return (tree if item else Not(tree)), exact
        tree_or_reason = self._test(name, item)
        if isinstance(tree_or_reason, str):
            self.left_out.append(f"{where}: {tree_or_reason}")
            return None, False
        return tree_or_reason, True

    def _test(self, name: str, item: Any) -> In | str:
        """A test of one concept, or why it is not understood."""
        concept = self.taxonomy.find(name)
        if concept is None:
            return "neither a concept, a module nor a label"
        attribute = self.attributes.get(concept.id) or self.attributes.get(self.numbers.get(concept.id, ""))
        if attribute is None:
            return "a concept that was left out"
        labels = [str(bucket["label"]) for bucket in attribute["buckets"]]
        wanted = item if isinstance(item, list) else [item]
        texts = [str(w).lower() if isinstance(w, bool) else str(w) for w in wanted]
        if all(text in labels for text in texts):
            return In(attribute["name"], tuple(label for label in labels if label in texts))
        if len(texts) == 1 and (texts[0].lower() in _MISSING or item is None):
            return "a missing value"
        if interval := parse_interval(item):
            return _within(attribute, interval.half_open(whole=concept.kind == "integer"))
        ordered = _ordered(labels, str(item)) if concept.kind == "defined" else None
        return f"{item!r}" if ordered is None else In(attribute["name"], ordered)


def conjuncts(tree: Tree) -> list[Tree]:
    """The parts that must all hold; negations are drawn inwards."""
    if isinstance(tree, All):
        return [part for item in tree.parts for part in conjuncts(item)]
    if isinstance(tree, Not) and isinstance(tree.part, Any_):
        return [part for item in tree.part.parts for part in conjuncts(Not(item))]
    if isinstance(tree, Not) and isinstance(tree.part, Not):
        return conjuncts(tree.part.part)
    if isinstance(tree, Not | Any_ | All) and isinstance(part := getattr(tree, "part", None), All):
        return conjuncts(Not(part.parts[0])) if len(part.parts) == 1 else [tree]
    return [tree]


def sql_of(tree: Tree) -> str:
    """The condition as an expression over names of attributes."""
    if isinstance(tree, In):
        return f"{quoted(tree.attribute)} in ({', '.join(map(text_literal, tree.labels))})"
    if isinstance(tree, Not):
        return f"not ({sql_of(tree.part)})"
    word = " and " if isinstance(tree, All) else " or "
    return word.join(f"({sql_of(part)})" for part in tree.parts)


def tested_ranges(modules: Mapping[str, Mapping[str, Any]], taxonomy: Taxonomy) -> dict[str, list[Interval]]:
    """Ranges that modules test numbers against, by id of the concept."""
    found: dict[str, list[Interval]] = {}
    for module in modules.values():
        for name, item in _tests(module):
            concept, interval = taxonomy.find(name), parse_interval(item)
            if concept is not None and interval is not None and concept.kind in ("number", "integer"):
                found.setdefault(concept.id, []).append(interval)
    return found


def _tests(section: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, item in section.items():
        if isinstance(item, Mapping) and (name in _SECTIONS or name in ("AND", "OR")):
            yield from _tests(item)
        elif not isinstance(item, Mapping):
            yield str(name), item


def _labels(module: Mapping[str, Any]) -> list[Any]:
    found = [module.get("LABEL"), module.get("LABELS")]
    return [name for item in found for name in (item if isinstance(item, list) else [item]) if name]


def _within(attribute: Mapping[str, Any], interval: Interval) -> In | str:
    """Buckets inside a range; the range must end where buckets do."""
    unit = SPELLED.get(interval.unit, interval.unit)
    if unit != attribute.get("unit", ""):
        return f"a range in {unit or 'no unit'} where the buckets are in {attribute.get('unit') or 'no unit'}"
    low = -math.inf if interval.low is None else interval.low
    high = math.inf if interval.high is None else interval.high
    inside = []
    for bucket in attribute["buckets"]:
        start, end = bucket.get("low", -math.inf), bucket.get("high", math.inf)
        if start >= low and end <= high:
            inside.append(str(bucket["label"]))
        elif start < high and end > low:
            return f"a range that ends inside the bucket '{bucket['label']}'"
    return In(attribute["name"], tuple(inside)) if inside else "a range that holds no bucket"


def _ordered(labels: list[str], text: str) -> tuple[str, ...] | None:
    """Labels of an ordered categorical that a bound such as '>= heavy' holds for."""
    for sign in ("<=", ">=", "<", ">"):
        label = text.removeprefix(sign).strip()
        if text.startswith(sign) and label in labels:
            k = labels.index(label)
            return (
                tuple({"<=": labels[: k + 1], ">=": labels[k:], "<": labels[:k], ">": labels[k + 1 :]}[sign])
                or None
            )
    return None
