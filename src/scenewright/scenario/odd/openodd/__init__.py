"""ASAM OpenODD 1.0 YAML: reading the part that an ODD here can hold, and writing it back."""

from scenewright.scenario.odd.openodd.read import Imported, read_openodd
from scenewright.scenario.odd.openodd.write import openodd_document, openodd_text

__all__ = ["Imported", "openodd_document", "openodd_text", "read_openodd"]
