"""From a recipe to a dataset: the frame function, executors, resume, reproduction."""

from scenewright.generate.recipe import Recipe, ScenarioEntry, make_recipe
from scenewright.generate.run import generate_dataset

__all__ = ["Recipe", "ScenarioEntry", "generate_dataset", "make_recipe"]
