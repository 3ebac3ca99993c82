"""The episodes of a dataset once more, by another camera, in other light or with more samples a pixel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenewright import __version__
from scenewright.dataset import Dataset, DatasetManifest, open_dataset
from scenewright.errors import InputError, Problem, nearest
from scenewright.generate.recipe import Recipe
from scenewright.generate.run import Progress, generate_dataset
from scenewright.plugins import load
from scenewright.render import PROFILES
from scenewright.scenario import scenario_from_document

__all__ = ["Rerendered", "rerender", "rerender_recipe"]


@dataclass(frozen=True)
class Rerendered:
    """The new dataset, and how often a simulation was spared."""

    manifest: DatasetManifest
    kept: int
    """Frames whose simulation was taken from the first dataset."""
    simulated: int
    """Frames that had to be simulated again, as a parameter moved what falls."""


def rerender_recipe(dataset: Dataset, overrides: Mapping[str, Any], profile: str = "") -> Recipe:
    """The recipe of `dataset` with parameters set to one value each. Raises `InputError`, for all at once."""
    recipe = Recipe.from_json(dataset.manifest.recipe)
    problems: dict[str, Problem] = {}
    for world in sorted({entry.scenario.world for entry in recipe.scenarios}):
        for name, value in overrides.items():
            parameters = {name: {"constant": value}}
            try:
                scenario_from_document({"name": "set", "world": world, "parameters": parameters})
            except InputError as error:
                problems[name] = replace(error.problems[0], file="", line=None, field=f"--set {name}")
        made, now = recipe.world_versions[world], load("worlds", world).version
        if made != now:
            problems[world] = Problem(
                expected=f"version {now} of world '{world}'",
                found=f"episodes of version {made}",
                file=str(dataset.folder),
                fix="generate the dataset again, or install the version of Scenewright that made it",
            )
    if recipe.generator_version != __version__:
        problems["generator"] = Problem(
            expected=f"episodes made by Scenewright {__version__}",
            found=f"those of {recipe.generator_version}",
            file=str(dataset.folder),
            fix="generate the dataset again, or install the version that made it",
        )
    if profile and profile not in PROFILES:
        problems["profile"] = Problem(
            expected="a render profile",
            found=f"'{profile}'",
            field="--profile",
            fix=nearest(profile, list(PROFILES)),
        )
    if problems:
        raise InputError(problems.values())
    chosen = PROFILES[profile] if profile else recipe.profile
    return replace(recipe, overrides={**recipe.overrides, **overrides}, profile=chosen)


def rerender(
    dataset: Dataset,
    out: Path,
    overrides: Mapping[str, Any],
    *,
    profile: str = "",
    workers: int = 2,
    progress: Progress | None = None,
) -> Rerendered:
    """Render the episodes of `dataset` again into `out`. Raises `InputError` as `generate_dataset` does."""
    recipe = rerender_recipe(dataset, overrides, profile)
    manifest = generate_dataset(recipe, out, workers=workers, progress=progress, episodes=dataset.folder)
    made = open_dataset(out)
    pairs = [(dataset.read_rest(i), made.read_rest(i)) for i in range(made.count)]
    simulated = [(before, after) for before, after in pairs if after is not None]
    kept = sum(before == after for before, after in simulated)
    return Rerendered(manifest, kept, len(simulated) - kept)
