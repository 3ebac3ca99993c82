"""An OpenODD YAML document as an ODD, with a list of all that was not understood.

Read are: IMPORT of files beside it; numbers, booleans, lists of literals and literals defined by ranges or by
other literals in TAXONOMY; MODULES and ODD with INCLUDE_AND/OR, EXCLUDE_AND/OR, one nested AND/OR, labels,
references to modules, ACTIVE; conditions on literals, ranges and ordered literals; METADATA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import parse_document
from scenewright.errors import InputError, Problem
from scenewright.scenario.odd.buckets import SchemeBuckets, expanded
from scenewright.scenario.odd.document import OddAttribute
from scenewright.scenario.odd.load import Odd, odd_from_document
from scenewright.scenario.odd.openodd.attributes import attribute_of
from scenewright.scenario.odd.openodd.modules import In, Modules, Not, conjuncts, sql_of, tested_ranges
from scenewright.scenario.odd.openodd.taxonomy import Taxonomy, read_taxonomy
from scenewright.scenario.odd.openodd.write import METADATA
from scenewright.scenario.odd.schemes import SCHEMES

__all__ = ["Imported", "read_openodd"]


@dataclass(frozen=True)
class Imported:
    """What was read."""

    odd: Odd
    document: dict[str, Any]
    left_out: tuple[str, ...]
    """All that was not understood: the ODD read is wider where a condition is among them."""
    notes: tuple[str, ...]
    """What is read with a small difference, e.g. which range an end belongs to."""


@dataclass
class _Files:
    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    modules: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)


def read_openodd(path: Path) -> Imported:
    """Read an OpenODD document. Raises `InputError` when nothing of it makes an ODD."""
    files, notes = _Files(), list[str]()
    _read_file(path, files, path)
    taxonomy = files.taxonomy
    title = next((files.modules[n] for n in files.roots), {})
    metadata = title.get("METADATA") if isinstance(title.get("METADATA"), Mapping) else {}
    own = _own((metadata or {}).get(METADATA), files.left_out)
    cuts = tested_ranges(files.modules, taxonomy)
    defining = {n.split(".")[-1]: c.id for c in taxonomy.concepts.values() for _, e in c.defined for n in e}
    cuts = {name: found for name, found in cuts.items() if name not in defining}
    kept = {e["concept"]: e for e in own.get("attributes", [])}
    attributes: dict[str, dict[str, Any]] = {}
    for concept in taxonomy.concepts.values():
        if defining.get(concept.id) in kept or (concept.kind == "literals" and concept.id in defining):
            continue  # the values of an attribute that stands beside it
        attribute = attribute_of(concept, taxonomy, cuts, notes, exact=concept.id in kept)
        if attribute is not None:
            attributes[concept.id] = _restored(attribute, kept.get(concept.id))
    modules = Modules(files.modules, files.roots, attributes, defining, taxonomy)
    rules = _restricted(modules, attributes)
    document = _document(path, title, metadata or {}, own, attributes, rules)
    left_out = (*taxonomy.left_out, *files.left_out, *modules.left_out)
    if not document["attributes"]:
        found = "; ".join(left_out[:3]) or "no TAXONOMY"
        fix = "name a file whose TAXONOMY has literals or ranges"
        raise InputError(Problem(expected="concepts with buckets", found=found, file=str(path), fix=fix))
    body = {name: value for name, value in document.items() if name not in ("scenewright", "kind")}
    return Imported(odd_from_document(body, str(path)), document, left_out, tuple(notes))


def _read_file(path: Path, files: _Files, top: Path) -> None:
    """Add a file and those that it imports. Raises `InputError` for one that cannot be read."""
    resolved = path.resolve()
    if resolved in files.seen:
        return
    files.seen.add(resolved)
    try:
        data = parse_document(path.read_bytes(), str(path)).data
    except OSError as error:
        reason = error.strerror or type(error).__name__
        named = "" if path == top else "a file that is imported: put it beside the one that names it"
        raise InputError(
            Problem(expected="a readable file", found=reason, file=str(path), fix=named or "check the path")
        ) from None
    for name, value in data.items():
        if name == "IMPORT":
            for item in value if isinstance(value, list) else [value]:
                _read_file(path.parent / str(item), files, top)
        elif name == "TAXONOMY":
            read_taxonomy(value, files.taxonomy)
        elif name in ("MODULES", "MODULE", "ODD") and isinstance(value, Mapping):
            for module, body in value.items():
                if not isinstance(body, Mapping):
                    files.left_out.append(f"module {module}: not a mapping")
                    continue
                files.modules[module] = body
                if name == "ODD" and path == top:
                    files.roots.append(module)
        elif name == "conversion":
            if not _ours(data):
                files.left_out.append("conversion: definitions of units")
        else:
            files.left_out.append(f"{name}")
    if path == top and not files.roots:
        referred = {str(key) for body in files.modules.values() for key in _keys(body)}
        files.roots = [m for m, b in files.modules.items() if not {m, str(b.get("LABEL"))} & referred]


def _own(value: Any, left_out: list[str]) -> dict[str, Any]:
    """What `write` keeps in METADATA, as far as it is still as written."""
    if not isinstance(value, Mapping):
        return {}
    own, where = dict(value), f"METADATA {METADATA}"
    for name in ("attributes", "infeasible"):
        if name in own and not isinstance(own[name], list):
            left_out.append(f"{where}: {name}")
            del own[name]
    entries = own.get("attributes", [])
    good = [
        e
        for e in entries
        if isinstance(e, Mapping) and all(isinstance(e.get(k), str) for k in ("concept", "name"))
    ]
    left_out += [f"{where}: an attribute without concept and name"] * (len(entries) - len(good))
    return {**own, "attributes": good}


def _ours(data: Mapping[str, Any]) -> bool:
    bodies = data.get("ODD").values() if isinstance(data.get("ODD"), Mapping) else ()  # type: ignore[union-attr]
    metadata = [body.get("METADATA") for body in bodies if isinstance(body, Mapping)]
    return any(isinstance(entry, Mapping) and METADATA in entry for entry in metadata)


def _keys(value: Any) -> list[Any]:
    if not isinstance(value, Mapping):
        return []
    return [key for name, item in value.items() if name != "METADATA" for key in (name, *_keys(item))]


def _restored(attribute: dict[str, Any], kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """An attribute with what OpenODD has no place for, as it was written."""
    if kept is None:
        return attribute
    found = {name: value for name, value in kept.items() if name not in ("concept", "buckets")}
    scheme = kept.get("buckets")
    if isinstance(scheme, Mapping) and str(scheme.get("scheme")) in SCHEMES:
        found["scheme"] = dict(scheme)
    found["buckets"] = attribute["buckets"]
    return {name: found[name] for name in (*OddAttribute.model_fields, "scheme") if name in found}


def _restricted(modules: Modules, attributes: dict[str, dict[str, Any]]) -> list[str]:
    """Drop buckets that lie outside the ODD whatever else holds; the rest as `infeasible` texts."""
    rules = []
    by_name = {a["name"]: a for a in attributes.values()}
    outside: dict[str, set[str]] = {}
    for tree in (part for item in modules.domain() for part in conjuncts(item)):
        inner = tree.part if isinstance(tree, Not) else tree
        if not isinstance(inner, In):
            rules.append(f"not ({sql_of(tree)})")
            continue
        labels = {str(b["label"]) for b in by_name[inner.attribute]["buckets"]}
        away = {*inner.labels} if isinstance(tree, Not) else labels - {*inner.labels}
        outside.setdefault(inner.attribute, set()).update(away)
    for name, away in outside.items():
        buckets = by_name[name]["buckets"]
        left = [b for b in buckets if str(b["label"]) not in away]
        inner_gap = any(a.get("high") != b.get("low") for a, b in pairwise(left) if "values" not in a)
        if left and not inner_gap:
            by_name[name]["buckets"] = left
        elif left:
            # Ranges have to touch: those between stay, as buckets that cannot occur.
            rules.append(sql_of(In(name, tuple(str(b["label"]) for b in buckets if str(b["label"]) in away))))
    return rules


def _document(
    path: Path,
    title: Mapping[str, Any],
    metadata: Mapping[str, Any],
    own: Mapping[str, Any],
    attributes: Mapping[str, dict[str, Any]],
    rules: list[str],
) -> dict[str, Any]:
    found = {"scenewright": SCHEMA_VERSION, "kind": "Odd", "name": str(title.get("TITLE") or path.stem)}
    if metadata.get("version"):
        found["version"] = str(metadata["version"])
    if title.get("DESCRIPTION"):
        found["description"] = str(title["DESCRIPTION"])
    found |= {name: value for name, value in own.items() if name in ("name", "version", "description")}
    order = [entry["concept"] for entry in own.get("attributes", [])]
    names = [n for n in order if n in attributes] + [n for n in attributes if n not in order]
    found["attributes"] = [_with_scheme(attributes[name]) for name in names]
    found |= {name: value for name, value in own.items() if name not in ("attributes", "infeasible")}
    infeasible = [*own.get("infeasible", ()), *rules]
    return {**found, **({"infeasible": infeasible} if infeasible else {})}


def _with_scheme(attribute: dict[str, Any]) -> dict[str, Any]:
    """The scheme by its name where the ranges are still those of the scheme."""
    scheme = attribute.pop("scheme", None)
    if scheme is None:
        return attribute
    try:
        checked = SchemeBuckets.model_validate(scheme)
    except ValidationError:
        return attribute
    ranges = [bucket.model_dump(exclude_defaults=True) for bucket in expanded(checked)]
    return {**attribute, "buckets": scheme} if ranges == attribute["buckets"] else attribute
