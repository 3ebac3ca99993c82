"""The scenario that a dataset was made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scenewright.scenario import Scenario, scenario_from_document

__all__ = ["base_scenario"]


def base_scenario(manifest: Any) -> Scenario:
    """The first of the recipe's scenarios. Raises `InputError` where the installed worlds do not know it."""
    entry = manifest.recipe["scenarios"][0]
    scenario = scenario_from_document(entry["scenario"])
    return replace(scenario, declared=tuple(entry.get("declared", scenario.declared)))
