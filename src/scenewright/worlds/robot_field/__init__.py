"""The world `robot_field`."""

from scenewright.worlds.robot_field.build import WORLD, RobotField

__all__ = ["WORLD", "RobotField"]
