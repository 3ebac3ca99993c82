"""What changed between two releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenewright.errors import InputError
from scenewright.identity import digest
from scenewright.release.manifest import Release
from scenewright.scenario import scenario_from_document
from scenewright.scenario.diff import diff_libraries

__all__ = ["diff_releases", "scenario_changes"]


def scenario_changes(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """`LibraryDiff.to_json()` of the scenarios of two lists of dataset manifests.

    Where a scenario's world is not installed, its document's fields are compared instead.
    """
    before, after = _scenarios(old), _scenarios(new)
    try:
        libraries = [{n: scenario_from_document(d) for n, d in side.items()} for side in (before, after)]
        return diff_libraries(*libraries).to_json()
    except (InputError, ValueError):
        return _by_field(before, after)


def _by_field(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> dict[str, Any]:
    changed = []
    for name in sorted(before.keys() & after.keys()):
        a, b = before[name], after[name]
        keys = sorted(k for k in {*a, *b} if a.get(k) != b.get(k))
        fields = [{"field": k, "before": a.get(k), "after": b.get(k)} for k in keys]
        if fields:
            nothing: dict[str, Any] = {"parameters": [], "expressions": []}
            nothing |= {"accepted_before": None, "accepted_after": None}
            changed.append({"name": name, "fields": fields, **nothing})
    return {
        "kind": "scenario_diff",
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": changed,
    }


def diff_releases(old: Release, new: Release) -> dict[str, Any]:
    """Datasets, gates and claims of two releases side by side."""
    roots = [{d["name"]: d["merkle_root"] for d in r.manifest["datasets"]} for r in (old, new)]
    return {
        "from": {"digest": old.digest, "version": old.manifest["version"]},
        "to": {"digest": new.digest, "version": new.manifest["version"]},
        "datasets": {
            "added": sorted(roots[1].keys() - roots[0].keys()),
            "removed": sorted(roots[0].keys() - roots[1].keys()),
            "changed": sorted(n for n in roots[0].keys() & roots[1].keys() if roots[0][n] != roots[1][n]),
        },
        "provenance": [r.manifest["provenance"]["class"] for r in (old, new)],
        "policy_changed": old.manifest["policy"]["digest"] != new.manifest["policy"]["digest"],
        "gates": [{v["gate"]["name"]: v["value"] for v in r.manifest["gates"]} for r in (old, new)],
        "scenarios": new.manifest["scenario_diff"] if new.manifest["parent"] == old.digest else None,
    }


def _scenarios(manifests: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for manifest in manifests:
        for entry in manifest.get("recipe", {}).get("scenarios", []):
            document = entry.get("scenario", entry)
            found[str(document.get("name", digest(document)))] = document
    return found
