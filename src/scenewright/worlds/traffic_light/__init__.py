"""The world `traffic_light`."""

from scenewright.worlds.traffic_light.build import WORLD, TrafficLight

__all__ = ["WORLD", "TrafficLight"]
