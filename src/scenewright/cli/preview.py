"""`scenewright preview SCENARIO`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]

BOX_COLORS = {"red": "#ff4d4d", "yellow": "#ffc83d", "green": "#3ddc84", "off": "#9fb4c7"}


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
    from scenewright.generate.frame import make_frame

    from scenewright import __version__, plugins
    from scenewright.errors import InputError, Problem, nearest
    from scenewright.generate import FrameKey, Recipe, ScenarioEntry
    from scenewright.pages import SheetBox, contact_sheet
    from scenewright.render.profile import PROFILES
    from scenewright.scenario import load_scenario

    if profile not in PROFILES:
        fix = nearest(profile, list(PROFILES))
        raise InputError(
            Problem(expected="a render profile", found=f"'{profile}'", field="--profile", fix=fix)
        )
    loaded = load_scenario(scenario)
    recipe = Recipe(
        scenarios=(ScenarioEntry(scenario=loaded, count=count),),
        seed=seed,
        strategy=strategy,
        profile=PROFILES[profile],
        world_versions={loaded.world: plugins.load("worlds", loaded.world).version},
        generator_version=__version__,
    )
    frames = [make_frame(recipe, FrameKey(scenario=loaded.name, index=i)) for i in range(count)]
    boxes = [
        [
            SheetBox(*i["box_modal"])._replace(color=BOX_COLORS.get(i["state"], BOX_COLORS["off"]))
            for i in frame.labels["instances"]
            if i["box_modal"] is not None
        ]
        for frame in frames
    ]
    captions = [f"{f.key.index} {f.labels['state']}" for f in frames]
    columns = min(8, math.ceil(math.sqrt(count)))
    sheet = contact_sheet([f.image_jpeg for f in frames], boxes, columns, captions=captions, cell_px=160)
    out.write_bytes(sheet)
    emit(
        {"sheet": str(out), "scenario": loaded.name, "frames": count},
        lambda: f"contact sheet: {out}",
        as_json,
    )
