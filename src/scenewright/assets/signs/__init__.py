"""Own vector art of German traffic signs."""

from scenewright.assets.signs.catalogue import SIGNS, Sign
from scenewright.assets.signs.coverage import INKS, coverage
from scenewright.assets.signs.plates import outline

__all__ = ["INKS", "SIGNS", "Sign", "coverage", "outline"]
