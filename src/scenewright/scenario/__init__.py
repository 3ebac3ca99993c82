"""What may happen: documents, distributions, constraints, operational design domain, sampling, diff."""

from scenewright.scenario.document import Scenario, load_scenario, scenario_from_document
from scenewright.scenario.odd import Odd, load_odd
from scenewright.scenario.sampling import Drawn, draw, draw_many
from scenewright.scenario.spec import ParameterSpec

__all__ = [
    "Drawn",
    "Odd",
    "ParameterSpec",
    "Scenario",
    "draw",
    "draw_many",
    "load_odd",
    "load_scenario",
    "scenario_from_document",
]
