"""Buffers to what a sensor would record; one stage of the camera a module."""

from scenewright.sensors.camera import encode_jpeg, expose

__all__ = ["encode_jpeg", "expose"]
