"""What may happen: documents, distributions, constraints, operational design domain, sampling, diff."""

from scenewright.scenario.document import Scenario, load_scenario, scenario_from_document
from scenewright.scenario.sampling import Drawn, draw, draw_many
from scenewright.scenario.spec import ParameterSpec

__all__ = [
    "Drawn",
    "ParameterSpec",
    "Scenario",
    "draw",
    "draw_many",
    "load_scenario",
    "scenario_from_document",
]
