"""Distributions over the unit interval; one kind a file."""

from scenewright.scenario.distributions.base import Columns, Distribution, Value, clean
from scenewright.scenario.distributions.batch import Batch
from scenewright.scenario.distributions.domain import Domain, Path, Report
from scenewright.scenario.distributions.parse import KINDS, parse_distribution
from scenewright.scenario.distributions.part import Part

__all__ = [
    "KINDS",
    "Batch",
    "Columns",
    "Distribution",
    "Domain",
    "Part",
    "Path",
    "Report",
    "Value",
    "clean",
    "parse_distribution",
]
