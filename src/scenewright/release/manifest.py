"""The release manifest: reading releases of a store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from scenewright.errors import CheckFailed, InputError, Problem, nearest
from scenewright.identity import canonical_json, sha256_hex
from scenewright.release.channels import channels
from scenewright.release.log import Entry, read_log
from scenewright.release.store import Store

__all__ = ["Release", "blob_refs", "read_release", "releases", "resolve"]


@dataclass(frozen=True)
class Release:
    """An immutable release: its digest and its manifest."""

    digest: str
    manifest: dict[str, Any]

    @property
    def title(self) -> str:
        return f"{self.manifest['name']} {self.manifest['version']}"

    def to_json(self) -> dict[str, Any]:
        return {"digest": self.digest, "manifest": self.manifest}


def read_release(store: Store, digest: str) -> Release:
    """Read a manifest and check it against its name. Raises `CheckFailed`."""
    path = f"releases/sha256/{digest}"
    data = store.read(path)
    if sha256_hex(data) != digest:
        raise CheckFailed(
            Problem(expected=f"SHA-256 {digest}", found=sha256_hex(data), file=str(store.root / path))
        )
    manifest = json.loads(data)
    if canonical_json(manifest) != data:
        raise CheckFailed(
            Problem(expected="canonical JSON", found="another form", file=str(store.root / path))
        )
    return Release(digest, manifest)


def releases(store: Store, entries: list[Entry]) -> list[Release]:
    """Releases in the order of the log."""
    return [read_release(store, e.body["release"]) for e in entries if e.action == "release"]


def resolve(store: Store, reference: str) -> Release:
    """The release that `NAME@CHANNEL`, `NAME@VERSION`, a digest or its first 8 or more digits means.

    Raises `InputError` when there is none or more than one.
    """
    entries = read_log(store)
    known = releases(store, entries)
    name, at, where = reference.partition("@")
    if at:
        pointed = channels(entries).get((name, where))
        found = [
            r
            for r in known
            if r.digest == pointed or (r.manifest["name"], r.manifest["version"]) == (name, where)
        ]
    else:
        found = [r for r in known if len(reference) >= 8 and r.digest.startswith(reference)]
    if len(found) == 1:
        return found[0]
    choices = [f"{r.manifest['name']}@{r.manifest['version']}" for r in known]
    choices += [f"{n}@{c}" for n, c in channels(entries)]
    expected = "NAME@CHANNEL, NAME@VERSION or a release digest (8 or more digits)"
    fix = nearest(reference, choices) or "build one with 'scenewright release build'"
    raise InputError(Problem(expected=expected, found=f"'{reference}'", fix=fix))


def blob_refs(value: Any) -> dict[str, int]:
    """SHA-256 -> size of every blob that a manifest names (any mapping with `sha256` and `size`)."""
    found: dict[str, int] = {}
    if isinstance(value, dict):
        if isinstance(value.get("sha256"), str) and isinstance(value.get("size"), int):
            found[value["sha256"]] = value["size"]
        for item in value.values():
            found |= blob_refs(item)
    elif isinstance(value, list):
        for item in value:
            found |= blob_refs(item)
    return found
