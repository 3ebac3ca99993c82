"""The generator card: filled from measurements; the fields of people are marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenewright.release.provenance import photo_sets

__all__ = ["card_of"]

_HUMAN = ("intended_use", "excluded_uses", "contacts")


def card_of(manifest: dict[str, Any], datasets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The card of a release from its manifest and the `dataset.json` contents."""
    return {
        "kind": "GeneratorCard",
        "schema_version": 1,
        "generator": [
            {
                "recipe": m["recipe"].get("generator_version"),
                "worlds": m["recipe"].get("world_versions"),
                "environment": m.get("environment"),
            }
            for m in datasets
        ],
        "inputs": manifest["assets"],
        "real_data": manifest["provenance"]["reasons"],
        "fitted_to": [entry for m in datasets for entry in photo_sets(m)],
        "provenance": manifest["provenance"],
        "tested": [
            {"gate": v["gate"]["name"], "value": v["value"], "passed": v["passed"]} for v in manifest["gates"]
        ],
        "approval_path": manifest["approvals"],
        "to_be_filled_by_a_person": {field: "" for field in _HUMAN},
    }
