"""Another text of a document: some values replaced or added, all else left as its author wrote it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

from scenewright.documents.parse import parse_document
from scenewright.errors import InputError

__all__ = ["amended_text"]

_LINE = 90


def amended_text(
    text: str,
    fields: Mapping[str, Any],
    inside: Mapping[str, Mapping[str, Any]] | None = None,
    items: Mapping[str, Mapping[int, Mapping[str, Any]]] | None = None,
) -> str:
    """`text` with top-level `fields`, and with the entries of mappings such as `{parameters: {a: 1}}`.

    `items` has entries of mappings that stand in a list, by number: `{attributes: {0: {unit: m}}}`.
    Comments, order and layout of the rest stay. A layout that cannot be kept is written anew.
    """
    inside = {name: entries for name, entries in (inside or {}).items() if entries}
    data = parse_document(text.encode(), "").data
    wanted = {**data, **{n: {**(data.get(n) or {}), **entries} for n, entries in inside.items()}, **fields}
    for name, changed in (items or {}).items():
        wanted[name] = [{**item, **changed.get(i, {})} for i, item in enumerate(data[name])]
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    places = {key.value: value for key, value in root.value}
    top, edits = dict(fields), []
    for name, entries in inside.items():
        place = places.get(name)
        if isinstance(place, yaml.MappingNode) and place.value:
            edits += _edits(text, place, entries)
        else:
            top[name] = dict(entries)
    for name, changed in (items or {}).items():
        for i, entries in changed.items():
            edits += _edits(text, places[name].value[i], entries)
    # What is added goes after what the author wrote, mappings first.
    edits = _edits(text, root, {n: top[n] for n in sorted(top, key=lambda n: n not in inside)}) + edits
    edited = text
    for start, end, new in sorted(edits, key=lambda edit: edit[0], reverse=True):
        edited = edited[:start] + new + edited[end:]
    edited = edited if edited.endswith("\n") else edited + "\n"
    try:
        if parse_document(edited.encode(), "").data == wanted:
            return edited
    except InputError:
        pass
    return _dumped(wanted, flow=None)


def _edits(text: str, node: yaml.MappingNode, values: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Start, end and new text of each value; what the mapping does not have yet comes after its last."""
    known = {key.value: value for key, value in node.value}
    column = node.value[0][0].start_mark.column
    edits, added = [], ""
    for name, value in values.items():
        written = _written(value, column, flow=bool(node.flow_style))
        if name in known:
            start = known[name].start_mark.index
            if written.startswith("\n"):
                start = len(text[:start].rstrip())
            elif text[start - 1] == ":":
                written = f" {written}"
            edits.append((start, _end(known[name]), written))
        elif node.flow_style:
            added += f", {name}: {written}"
        else:
            gap = "" if written.startswith("\n") else " "
            added += f"\n{' ' * column}{name}:{gap}{written}"
    if added:
        last = _end(node.value[-1][1])
        edits.append((last, last, added))
    return edits


def _end(node: yaml.Node) -> int:
    """Where the text of a node ends: PyYAML's mark of a block lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _written(value: Any, column: int, *, flow: bool) -> str:
    """A value on one line or, where that is long, as a block below its key."""
    # As a value of a mapping: text that stands alone is not quoted against the commas around it.
    line = _dumped({"k": value}, flow=True).strip().removeprefix("{k: ").removesuffix("}")
    if flow or len(line) <= _LINE:
        return line
    return "\n" + textwrap.indent(_dumped(value, flow=None).rstrip("\n"), " " * (column + 2))


class _Dumper(yaml.SafeDumper):
    """Writes a value out wherever it stands: documents have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dumped(value: Any, *, flow: bool | None) -> str:
    """YAML; with `flow` on one line, else with the innermost lists and mappings on one."""
    width = 10**6 if flow else _LINE + 20
    return str(
        yaml.dump(
            value, Dumper=_Dumper, sort_keys=False, default_flow_style=flow, allow_unicode=True, width=width
        )
    )
