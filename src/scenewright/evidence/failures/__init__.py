"""Failure modes: weak slices of real photos found, and scenarios aimed at them."""

from scenewright.evidence.failures.find import Findings, FoundSlice, find_slices
from scenewright.evidence.failures.run import FindSettings, makers_of, run_find
from scenewright.evidence.failures.target import Targeting, target_scenario

__all__ = [
    "FindSettings",
    "Findings",
    "FoundSlice",
    "Targeting",
    "find_slices",
    "makers_of",
    "run_find",
    "target_scenario",
]
