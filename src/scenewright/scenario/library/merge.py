"""A child's fields over its parent's: the rule of `extends`, on plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenewright.documents import Source
from scenewright.documents.source import Path

__all__ = ["LISTS", "MAPPINGS", "OWN", "Located", "merged"]

MAPPINGS = ("parameters", "derived")
"""Entry by entry, a child's replacing its parent's of the same name as a whole."""
LISTS = ("constraints", "targets", "tags", "fitted_to")
"""A child's entries after its parent's, those that the parent has already left out."""
OWN = ("scenewright", "kind", "name", "description", "extends")
"""Fields that are not inherited."""


@dataclass(frozen=True)
class Located:
    """A value and where it stands; equal when the value is, so that it merges like the value."""

    value: Any
    source: Source = field(compare=False)
    place: Path = field(compare=False)


def merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """The document that `child` means as an extension of `parent`.

    What `without` names is taken out of the parent's entries first. All other fields are the child's, or the
    parent's where the child says nothing. Merging is associative: the `without` of the result holds both, so
    that a chain may be merged from either end. A field of the wrong type stays as it is, for its problem to
    be told.
    """
    result = {name: value for name, value in parent.items() if name not in OWN}
    result |= {name: value for name, value in child.items() if name not in (*MAPPINGS, *LISTS, "without")}
    left_out: dict[str, list[Any]] = {}
    for part in (*MAPPINGS, *LISTS):
        gone = _entries(child, part)
        left_out[part] = list(dict.fromkeys([*_entries(parent, part), *gone]))
        before, after = parent.get(part), child.get(part)
        kind = dict if part in MAPPINGS else list
        wrong = next((v for v in (before, after) if v is not None and not isinstance(v, kind)), None)
        if wrong is not None:
            result[part] = wrong
        elif part in MAPPINGS and (before is not None or after is not None):
            kept = {name: value for name, value in (before or {}).items() if name not in gone}
            result[part] = {**kept, **(after or {})}
        elif before is not None or after is not None:
            kept_list = [value for value in before or () if value not in gone]
            if part == "fitted_to":
                kept_list = [old for old in kept_list if not any(_covers(new, old) for new in after or ())]
            result[part] = kept_list + [value for value in after or () if value not in kept_list]
        elif part in child:
            result[part] = after
    result["without"] = {part: names for part, names in left_out.items() if names}
    return result


def _entries(document: Mapping[str, Any], part: str) -> Sequence[Any]:
    """What the document's `without` takes out of a field of its parent."""
    found: Sequence[Any] = document.get("without", {}).get(part, ())
    return found


def _covers(new: Any, old: Any) -> bool:
    """Whether an entry of `fitted_to` says all that another says: a fit of the same photos, continued."""
    a, b = (entry.value if isinstance(entry, Located) else entry for entry in (new, old))
    if not (isinstance(a, Mapping) and isinstance(b, Mapping)) or a == b:
        return False
    if any(a.get(name) != b.get(name) for name in ("photos", "digest", "count")):
        return False
    more, fewer = a.get("parameters"), b.get("parameters")
    return isinstance(more, list) and isinstance(fewer, list) and all(name in more for name in fewer)
