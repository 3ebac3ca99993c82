"""What a dataset's manifest says about where it was made and of what."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from scenewright import __version__
from scenewright.dataset import Asset
from scenewright.identity import digest
from scenewright.plugins import load

__all__ = ["WorldDescription", "describe_world", "environment"]

_PACKAGES = ("mitsuba", "drjit", "pyoidn", "numpy", "scipy", "opencv-python-headless", "pyarrow", "duckdb")


@dataclass(frozen=True)
class WorldDescription:
    categories: tuple[str, ...]
    assets: tuple[Asset, ...]


def describe_world(name: str) -> WorldDescription:
    """Categories and assets of an installed world. A world without files declares its code as the asset."""
    world = load("worlds", name)
    own = Asset(
        name=f"world {name} {world.version}: procedural meshes and textures",
        origin="scenewright",
        licence="Apache-2.0",
        real=False,
    )
    return WorldDescription(tuple(world.categories), (own, *getattr(world, "assets", ())))


def environment() -> dict[str, Any]:
    """Versions that decide the bytes, with a digest over them; never a time, a host or a worker count."""
    found: dict[str, Any] = {
        "scenewright": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        "variant": "scalar_rgb",
        "packages": {name: version(name) for name in _PACKAGES},
    }
    return {**found, "digest": digest(found)}
