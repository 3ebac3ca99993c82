"""An ODD as OpenODD YAML: taxonomy with ranges, one root module, and what OpenODD has no place for beside it.

Exposure, risk, validity, expressions and names go into the module's METADATA under `scenewright`, from where
`read_openodd` takes them back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from scenewright.scenario.odd.buckets import Bucket, SchemeBuckets
from scenewright.scenario.odd.document import OddAttribute
from scenewright.scenario.odd.load import Odd
from scenewright.scenario.odd.openodd.units import EXTRA, UNIT_TYPES, plain_unit

__all__ = ["METADATA", "openodd_document", "openodd_text"]

METADATA = "scenewright"
"""Key in a module's METADATA."""


def openodd_document(odd: Odd) -> dict[str, Any]:
    """The OpenODD document as plain data."""
    assert odd.document is not None
    model = odd.document
    taxonomy: dict[str, Any] = {}
    paths = [_record(attribute, model.attributes) for attribute in model.attributes]
    used = {part for path in paths for part in path} | {"unknown"}
    include: dict[str, list[Any]] = {}
    kept: list[dict[str, Any]] = []
    conversion: dict[str, Any] = {}
    for attribute, path in zip(model.attributes, paths, strict=True):
        concept = _fresh(_slug(attribute.name), used)
        record = taxonomy
        for part in path:
            record = record.setdefault(part, {})
        record |= _concepts(concept, attribute)
        include[concept] = [_literal(bucket) for bucket in attribute.ranges]
        fields = attribute.model_dump(mode="json", exclude_defaults=True, exclude={"buckets"})
        if isinstance(attribute.buckets, SchemeBuckets):
            fields["buckets"] = attribute.buckets.model_dump(mode="json", exclude_defaults=True)
        kept.append({"concept": concept, **fields})
        conversion |= _conversion(attribute)
    rest = model.model_dump(mode="json", exclude_defaults=True, exclude={"attributes"})
    module: dict[str, Any] = {"TITLE": model.name}
    if model.description:
        module["DESCRIPTION"] = model.description
    version = {"version": model.version} if model.version else {}
    module["METADATA"] = {**version, METADATA: {**rest, "attributes": kept}}
    module["INCLUDE_AND"] = include
    head = {"conversion": conversion} if conversion else {}
    return {**head, "TAXONOMY": taxonomy, "ODD": {_fresh(_slug(model.name), used): module}}


def openodd_text(odd: Odd) -> str:
    """The OpenODD document as YAML."""
    head = (
        "# ASAM OpenODD 1.0, written by scenewright. Ranges are closed in OpenODD: a shared end is in both.\n"
    )
    return head + str(
        yaml.dump(openodd_document(odd), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    )


class _Dumper(yaml.SafeDumper):
    """Writes a value out wherever it stands: documents have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _record(attribute: OddAttribute, attributes: Sequence[OddAttribute]) -> list[str]:
    """Where its concept stands: at its term, or in its place if it is the only one there and has its name."""
    if not attribute.term:
        return ["measured"] if attribute.measured else ["requested"]
    parts = attribute.term.split(".")
    below = [a for a in attributes if f"{a.term}.".startswith(f"{attribute.term}.")]
    return parts[:-1] if len(below) == 1 and parts[-1] == _slug(attribute.name) else parts


def _concepts(concept: str, attribute: OddAttribute) -> dict[str, Any]:
    """The attribute's entries of its taxonomy record."""
    buckets = attribute.ranges
    if all(not bucket.values for bucket in buckets):
        kind, unit = UNIT_TYPES.get(attribute.unit) or _own_type(attribute.unit), plain_unit(attribute.unit)
        ranges = {b.label: {f"{concept}_value": _range(b, unit)} for b in buckets}
        return {f"{concept}_value": f"float {kind}", concept: ranges}
    if all(isinstance(_literal(bucket), str | int) and not _grouped(bucket) for bucket in buckets):
        return {concept: [_literal(bucket) for bucket in buckets]}
    values = list(dict.fromkeys(value for bucket in buckets for value in bucket.values))
    groups = {b.label: {f"{concept}_value": list(b.values)} for b in buckets}
    return {f"{concept}_value": values, concept: groups}


def _grouped(bucket: Bucket) -> bool:
    return len(bucket.values) != 1 or str(bucket.values[0]) != bucket.label


def _literal(bucket: Bucket) -> Any:
    return bucket.label if not bucket.values or _grouped(bucket) else bucket.values[0]


def _range(bucket: Bucket, unit: str) -> str:
    low, high = (
        None if end is None else repr(float(end)).removesuffix(".0") for end in (bucket.low, bucket.high)
    )
    if low is None or high is None:
        return f"{f'>= {low}' if high is None else f'< {high}'} {unit}".strip()
    return f"[{low} .. {high}] {unit}".strip()


def _conversion(attribute: OddAttribute) -> dict[str, Any]:
    """Makes a unit known that OpenODD does not have: a conversion to another name for it."""
    unit = attribute.unit
    if any(bucket.values for bucket in attribute.ranges) or (unit in UNIT_TYPES and unit not in EXTRA):
        return {}
    kind = UNIT_TYPES.get(unit) or _own_type(unit)
    return {kind: {unit: {EXTRA.get(unit, f"{kind}_unit"): {"scale": 1, "offset": 0}}}}


def _own_type(unit: str) -> str:
    return "unit_" + (_slug(unit) or "of_its_own")


def _slug(text: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return f"n{slug}" if slug[:1].isdigit() else slug


def _fresh(slug: str, used: set[str]) -> str:
    slug = slug or "attribute"
    name = next(n for n in (slug, *(f"{slug}_{k}" for k in range(2, 10_000))) if not {n, f"{n}_value"} & used)
    used |= {name, f"{name}_value"}
    return name
