"""Provenance class, computed from the lineage of all inputs; any real input taints what it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["CLASSES", "Provenance", "photo_sets", "provenance_of"]

CLASSES = ("fully_synthetic", "simulated_with_real_textures", "derived_from_real")
_C2PA = {
    "fully_synthetic": "algorithmicMedia",
    "simulated_with_real_textures": "compositeSynthetic",
    "derived_from_real": "trainedAlgorithmicMedia",
}


@dataclass(frozen=True)
class Provenance:
    """The class and why."""

    name: str
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"class": self.name, "digital_source_type": _C2PA[self.name], "reasons": list(self.reasons)}


def provenance_of(manifests: Sequence[dict[str, Any]]) -> Provenance:
    """The class of a release over these `dataset.json` contents.

    A real asset gives at least `simulated_with_real_textures`; anything fitted to or trained on real data
    (an asset with `fitted_to_real`, a scenario with `fitted_to`, a dataset that says so of itself) gives
    `derived_from_real`. A missing `real` mark counts as real: what is not known to be made up is not taken
    to be.
    """
    level, reasons = 0, []
    for manifest in manifests:
        name = manifest.get("name", "?")
        for asset in manifest.get("assets", []):
            real, fitted = asset.get("real", True), asset.get("fitted_to_real", False)
            if real or fitted:
                level = max(level, 2 if fitted else 1)
                reasons.append(
                    f"{name}: asset {asset.get('name', '?')} has "
                    + ("a fit to real data" if fitted else "a real origin")
                )
        for found in photo_sets(manifest):
            level = 2
            reasons.append(
                f"{name}: {', '.join(map(str, found.get('parameters', [])))} of scenario {found['scenario']} "
                f"fitted to {found.get('count', '?')} real photos, '{found.get('photos', '?')}' "
                f"(SHA-256 {found.get('digest', '?')})"
            )
        for domain in _logged_domains(manifest):
            level = 2
            reasons.append(
                f"{name}: samples drawn by the exposure of '{domain['odd']}', estimated from a log of real "
                f"operations (SHA-256 {domain['log_sha256']})"
            )
        own = manifest.get("provenance_class")
        if own in CLASSES and CLASSES.index(own) > 0:
            level = max(level, CLASSES.index(own))
            reasons.append(f"{name}: its lineage says {own}")
        if own not in CLASSES:
            level = 2
            reasons.append(f"{name}: its lineage says nothing that is known ({own!r})")
    return Provenance(CLASSES[level], tuple(reasons) or ("no input has a real origin",))


def _logged_domains(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    entries = manifest.get("recipe", {}).get("scenarios", [])
    domains = [(item.get("design") or {}).get("domain") or {} for item in entries]
    return [domain for domain in domains if domain.get("log_sha256")]


def photo_sets(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The sets of real photos that scenarios of a `dataset.json` were fitted to, each with its scenario."""
    return [
        {"dataset": manifest.get("name", "?"), "scenario": document.get("name", "?"), **entry}
        for item in manifest.get("recipe", {}).get("scenarios", [])
        for document in [item.get("scenario", item)]
        for entry in document.get("fitted_to") or []
    ]
