"""The world `traffic_sign`: one road sign, seen by a camera that passes it."""

from scenewright.worlds.traffic_sign.build import WORLD, TrafficSign

__all__ = ["WORLD", "TrafficSign"]
