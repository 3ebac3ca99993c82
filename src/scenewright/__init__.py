"""Scenewright: synthetic data for robots and autonomous systems, shipped like software."""

__all__ = ["__version__"]

__version__ = "0.2.0"
