"""What changed between two releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenewright.errors import InputError
from scenewright.identity import digest
from scenewright.release.manifest import Release
from scenewright.release.store import Store
from scenewright.scenario import scenario_from_document
from scenewright.scenario.diff import diff_libraries
from scenewright.scenario.diff_text import diff_lines

__all__ = ["diff_releases", "release_diff_lines", "scenario_changes"]


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


def diff_releases(store: Store, old: Release, new: Release) -> dict[str, Any]:
    """What differs between any two releases: datasets, scenarios, claims, gates, provenance, policy."""
    roots = [{d["name"]: d["merkle_root"] for d in r.manifest["datasets"]} for r in (old, new)]
    documents = [
        [store.get_json(d["manifest"]["sha256"]) for d in r.manifest["datasets"]] for r in (old, new)
    ]
    gates = [{v["gate"]["name"]: v["value"] for v in r.manifest["gates"]} for r in (old, new)]
    claims = [{c["name"]: c["verdict"] for c in r.manifest["claims"]} for r in (old, new)]
    return {
        "from": {"digest": old.digest, "version": old.manifest["version"]},
        "to": {"digest": new.digest, "version": new.manifest["version"]},
        "datasets": {
            "added": sorted(roots[1].keys() - roots[0].keys()),
            "removed": sorted(roots[0].keys() - roots[1].keys()),
            "changed": sorted(n for n in roots[0].keys() & roots[1].keys() if roots[0][n] != roots[1][n]),
        },
        "scenarios": scenario_changes(*documents),
        "claims": _sides(*claims),
        "gates": _sides(*gates),
        "provenance": [r.manifest["provenance"]["class"] for r in (old, new)],
        "policy_changed": old.manifest["policy"]["digest"] != new.manifest["policy"]["digest"],
    }


def release_diff_lines(diff: dict[str, Any]) -> list[str]:
    """Plain text of `diff_releases`."""
    lines = [f"{diff['from']['version']} -> {diff['to']['version']}"]
    for sign, word in (("+", "added"), ("-", "removed"), ("~", "changed")):
        lines += [f"{sign} dataset {name}" for name in diff["datasets"][word]]
    lines += diff_lines(diff["scenarios"])
    for kind in ("claims", "gates"):
        for name, (before, after) in diff[kind].items():
            shown = [_shown(value) for value in (before, after)]
            lines.append(f"{kind.removesuffix('s')} {name}: {' -> '.join(shown)}")
    if len(set(diff["provenance"])) > 1:
        lines.append(f"provenance: {' -> '.join(diff['provenance'])}")
    if diff["policy_changed"]:
        lines.append("the policy changed")
    return lines


def _sides(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before.get(name), after.get(name)] for name in sorted(before.keys() | after.keys())}


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _scenarios(manifests: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for manifest in manifests:
        for entry in manifest.get("recipe", {}).get("scenarios", []):
            document = entry.get("scenario", entry)
            found[str(document.get("name", digest(document)))] = document
    return found
