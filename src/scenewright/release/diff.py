"""What changed between two releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenewright.identity import digest
from scenewright.release.manifest import Release

__all__ = ["diff_releases", "scenario_changes"]


def scenario_changes(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Scenarios added, removed and changed between two lists of dataset manifests."""
    before, after = _scenarios(old), _scenarios(new)
    changed = [
        {
            "name": name,
            "fields": sorted(
                k for k in {*before[name], *after[name]} if before[name].get(k) != after[name].get(k)
            ),
        }
        for name in sorted(before.keys() & after.keys())
        if digest(before[name]) != digest(after[name])
    ]
    return {
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
