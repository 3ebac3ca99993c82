"""Strategies produce points of the unit cube; a point is a pure function of (root, index)."""

from scenewright.scenario.strategies.random import random_points
from scenewright.scenario.strategies.sobol import sobol_points

__all__ = ["STRATEGIES", "random_points", "sobol_points"]

STRATEGIES = {"random": random_points, "sobol": sobol_points}
