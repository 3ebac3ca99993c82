"""From a recipe to a dataset: the frame function, executors, resume, reproduction."""
