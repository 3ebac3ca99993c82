"""What a dataset's manifest says about where it was made and of what."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from scenewright import __version__
from scenewright.assets.register import Asset
from scenewright.generate.recipe import Recipe
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.render.variant import variant_for

__all__ = ["WorldDescription", "describe_world", "environment", "provenance_class"]

_PACKAGES = ("mitsuba", "drjit", "pyoidn", "numpy", "scipy", "opencv-python-headless", "pyarrow", "duckdb")


@dataclass(frozen=True)
class WorldDescription:
    categories: tuple[str, ...]
    assets: tuple[Asset, ...]


def describe_world(name: str) -> WorldDescription:
    """Categories and assets of an installed world. The code of a world is one, its files are others."""
    world = load("worlds", name)
    own = Asset(
        name=f"world {name} {world.version}: procedural meshes and textures",
        origin="scenewright",
        licence="Apache-2.0",
        real=False,
    )
    return WorldDescription(tuple(world.categories), (own, *getattr(world, "assets", ())))


def provenance_class(recipe: Recipe, assets: Iterable[Asset]) -> str:
    """The class that the lineage gives: what scenarios and the exposure that samples are drawn by were fitted
    to, where assets come from.
    """
    domains = [entry.design.domain for entry in recipe.scenarios if entry.design and entry.design.domain]
    if any(entry.scenario.fitted_to for entry in recipe.scenarios) or any(d.log_sha256 for d in domains):
        return "derived_from_real"
    real = any(asset.real for asset in assets)
    return "simulated_with_real_textures" if real else "fully_synthetic"


def environment(worlds: Iterable[str]) -> dict[str, Any]:
    """Versions that decide the bytes of frames of some worlds, with a digest over them.

    Never a time, a host or a worker count.
    """
    loaded = [load("worlds", name) for name in worlds]
    large = any(world.large_frames for world in loaded)
    own = sorted({name for world in loaded for name in getattr(world, "packages", ())})
    found: dict[str, Any] = {
        "scenewright": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        "variant": variant_for(large=large),
        "packages": {name: version(name) for name in (*_PACKAGES, *own)},
    }
    return {**found, "digest": digest(found)}
