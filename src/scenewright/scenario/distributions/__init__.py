"""Distributions over the unit interval; one kind a file."""

from scenewright.scenario.distributions.base import Columns, Distribution, Value, clean
from scenewright.scenario.distributions.domain import Domain, Path, Report
from scenewright.scenario.distributions.parse import KINDS, parse_distribution

__all__ = [
    "KINDS",
    "Columns",
    "Distribution",
    "Domain",
    "Path",
    "Report",
    "Value",
    "clean",
    "parse_distribution",
]
