"""What may happen: documents, distributions, constraints, operational design domain, sampling, diff."""

from scenewright.scenario.document import Scenario, load_scenario, read_scenario, scenario_from_document
from scenewright.scenario.odd import Odd, load_odd
from scenewright.scenario.sampling import Drawn, draw, draw_many
from scenewright.scenario.spec import ParameterSpec, category, integer, number

__all__ = [
    "Drawn",
    "Odd",
    "ParameterSpec",
    "Scenario",
    "category",
    "draw",
    "draw_many",
    "integer",
    "load_odd",
    "load_scenario",
    "number",
    "read_scenario",
    "scenario_from_document",
]
