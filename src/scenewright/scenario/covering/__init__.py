"""Covering arrays (t-way): the few rows in which every combination of t levels occurs that can."""

from scenewright.scenario.covering.array import covering_array, uncovered
from scenewright.scenario.covering.model import Forbidden, Model

__all__ = ["Forbidden", "Model", "covering_array", "uncovered"]
