"""A document's text with other data: entries renamed, removed, added or replaced where they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from scenewright.documents.amend import _dumped, _edits, _end, _written
from scenewright.documents.parse import parse_document
from scenewright.documents.source import Path
from scenewright.errors import InputError

__all__ = ["Rewritten", "rewritten"]

Edit = tuple[int, int, str]
"""Start and end in the text, and what stands there instead."""


@dataclass(frozen=True)
class Rewritten:
    """A new text."""

    text: str
    kept: bool
    """Whether comments, order and layout stayed; else all of it was written anew. Comments inside a value
    that was replaced or removed are gone either way."""


class _AnewError(Exception):
    """The layout cannot be kept."""


def rewritten(text: str, wanted: Mapping[str, Any], moved: Mapping[Path, Path] | None = None) -> Rewritten:
    """`text` changed so that it says `wanted`; `moved` (new path -> old path) tells what was renamed."""
    data = parse_document(text.encode(), "").data
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    new = text
    try:
        edits = list(_changes(text, root, data, wanted, (), moved or {}))
        for start, end, written in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            new = new[:start] + written + new[end:]
        if _alike(parse_document(new.encode(), "").data, wanted):
            return Rewritten(new, True)
    except (_AnewError, InputError):
        pass
    return Rewritten(_dumped(dict(wanted), flow=None), False)


def _changes(text: str, node: Any, old: Any, new: Any, path: Path, moved: Mapping[Path, Path]) -> list[Edit]:
    if _alike(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        return _of_mapping(text, node, old, new, path, moved)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        items = zip(node.value, old, new, strict=True)
        return [e for i, each in enumerate(items) for e in _changes(text, *each, (*path, i), moved)]
    if "\n" in (written := _written(new, node.start_mark.column, flow=True)) or not written:
        raise _AnewError
    return [(node.start_mark.index, _end(node), written)]


def _alike(a: Any, b: Any) -> bool:
    """Equal, and 1 is not true."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def _of_mapping(
    text: str, node: Any, old: dict[str, Any], new: dict[str, Any], path: Path, moved: Mapping[Path, Path]
) -> list[Edit]:
    nodes = {key.value: (key, value) for key, value in node.value}
    added = [name for name in new if name not in old]
    gone = [name for name in old if name not in new]
    renamed: dict[str, str] = {}
    for name in added:
        by_path = [o for o in gone if moved.get((*path, name)) == (*path, o)]
        by_value = [o for o in gone if _alike(old[o], new[name])]
        if found := [o for o in (*by_path, *by_value) if o not in renamed.values()]:
            renamed[name] = found[0]
    edits: list[Edit] = []
    for name, was in renamed.items():
        key = nodes[was][0]
        edits.append((key.start_mark.index, key.end_mark.index, name))
    for name in (*renamed, *(name for name in new if name in old)):
        was = renamed.get(name, name)
        if isinstance(old[was], dict | list) and old[was]:
            edits += _changes(text, nodes[was][1], old[was], new[name], (*path, name), moved)
        elif not _alike(old[was], new[name]):
            edits += _edits(text, node, {was: new[name]})
    edits += [_removal(text, node, *nodes[name]) for name in gone if name not in renamed.values()]
    fresh = {name: new[name] for name in added if name not in renamed}
    return edits + (_edits(text, node, fresh) if fresh else [])


def _removal(text: str, node: Any, key: Any, value: Any) -> Edit:
    """A whole entry of a block mapping, from the start of its line to the start of the next."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    end = text.find("\n", max(_end(value), key.end_mark.index))
    if node.flow_style or text[start : key.start_mark.index].strip():
        raise _AnewError
    return start, len(text) if end < 0 else end + 1, ""
