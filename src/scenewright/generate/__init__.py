"""From a recipe to a dataset: the frame function, executors, resume, reproduction."""

from scenewright.generate.recipe import Recipe, ScenarioEntry, make_recipe

__all__ = ["Recipe", "ScenarioEntry", "make_recipe"]
