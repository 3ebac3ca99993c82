"""`scenewright preview SCENARIO`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    scenario: Annotated[Path, typer.Argument(help="Scenario document.")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=256, help="Frames to draw.")] = 16,
    out: Annotated[Path, typer.Option("-o", "--out", help="Contact sheet (PNG).")] = Path("preview.png"),
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "preview",
    strategy: Annotated[str, typer.Option("--strategy", help="random or sobol.")] = "sobol",
    profile: Annotated[str, typer.Option("--profile", help="Render profile.")] = "default",
    as_json: bool = JSON_OPTION,
) -> None:
    """Draw a contact sheet of a scenario, with the boxes of its labels."""
    from scenewright.dataset.sheet import caption, frames_sheet
    from scenewright.errors import InputError, Problem
    from scenewright.generate import make_recipe
    from scenewright.generate.frame import make_frames
    from scenewright.scenario import load_scenario

    loaded = load_scenario(scenario)
    recipe = make_recipe([loaded], count=count, seed=seed, strategy=strategy, profile=profile)
    if not out.parent.is_dir():
        raise InputError(Problem(expected="an existing folder", found=str(out.parent), field="--out"))
    frames = list(make_frames(recipe, list(recipe.keys())))
    captions = [caption(f.key.index, f.labels) for f in frames]
    sheet = frames_sheet([f.image_jpeg for f in frames], [f.labels for f in frames], captions)
    out.write_bytes(sheet)
    emit(
        {"sheet": str(out), "scenario": loaded.name, "frames": count},
        lambda: f"contact sheet: {out}",
        as_json,
    )
