"""What a world is: a sample goes in, an episode of 3D scenes comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec
from scenewright.scene import Episode

__all__ = ["Value", "World"]

Value = float | int | str | bool


class World(Protocol):
    """A plug-in of the family `worlds`.

    A world whose scenes show files (meshes, photos, typefaces) lists them as `assets`, a tuple of
    `scenewright.assets.register.Asset`; meshes and textures that code makes need no entry. Distributions
    beyond this package's own that decide its bytes, e.g. of a physics engine, are its `packages`, by name.

    A world that simulates says `simulates = True`. Its `build` takes a third argument, `rest`, None by
    default: the `Episode.rest` of an earlier build of the same sample. It gives the same episode either way.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the same sample would give another episode."""
        ...

    @property
    def parameters(self) -> tuple[ParameterSpec, ...]: ...

    @property
    def categories(self) -> tuple[str, ...]:
        """Label categories, in the order of their ids (from 1)."""
        ...

    @property
    def large_frames(self) -> bool:
        """True when every frame has more than about 160 x 120 px: another variant is faster there."""
        ...

    def build(self, sample: Mapping[str, Value], streams: Streams) -> Episode:
        """The episode of a sample: a pure function of its two arguments."""
        ...
