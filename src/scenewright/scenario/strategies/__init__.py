"""Strategies say where samples lie; a sample is a pure function of (root, design, index)."""

from scenewright.scenario.strategies.base import Points
from scenewright.scenario.strategies.design import SPREADS, STRATEGIES, Design
from scenewright.scenario.strategies.given import Given
from scenewright.scenario.strategies.lhs import LatinPoints
from scenewright.scenario.strategies.random import RandomPoints
from scenewright.scenario.strategies.sobol import SobolPoints

__all__ = ["SPREADS", "STRATEGIES", "Design", "Given", "LatinPoints", "Points", "RandomPoints", "SobolPoints"]
