"""The neutral scene description: frozen values, no renderer in sight. Frames: `docs/conventions.md`."""

from scenewright.scene.body import Body, Emission, Material, Texture
from scenewright.scene.camera import Camera, Crop, Sensor
from scenewright.scene.episode import Episode, Instance, Scene
from scenewright.scene.light import Sky, Sun

__all__ = [
    "Body",
    "Camera",
    "Crop",
    "Emission",
    "Episode",
    "Instance",
    "Material",
    "Scene",
    "Sensor",
    "Sky",
    "Sun",
    "Texture",
]
