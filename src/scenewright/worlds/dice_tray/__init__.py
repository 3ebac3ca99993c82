"""The world `dice_tray`."""

from scenewright.worlds.dice_tray.build import WORLD, DiceTray

__all__ = ["WORLD", "DiceTray"]
