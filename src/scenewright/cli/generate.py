"""`scenewright generate SCENARIO... -n N -o DATASET`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.designs import (
    EXISTING,
    FAILURE_MODE,
    ODD,
    REGION,
    SCENIC,
    SCENIC_PYTHON,
    SHARE,
    STRATEGY,
    T,
)
from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the dataset.")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Frames, shared by the scenarios.")],
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "1",
    strategy: STRATEGY = "sobol",
    odd: ODD = None,
    t: T = None,
    share: SHARE = None,
    region: REGION = "",
    failure_mode: FAILURE_MODE = None,
    existing: EXISTING = [],  # noqa: B006 # typer copies it
    scenic: SCENIC = None,
    scenic_python: SCENIC_PYTHON = "",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = 2,
    profile: Annotated[str, typer.Option("--profile", help="draft, default, fine or reference.")] = "default",
    as_json: bool = JSON_OPTION,
) -> None:
    """Make a dataset from scenarios, or continue one that was interrupted."""
    from rich.console import Console

    from scenewright.cli.designs import Aim, design_lines, designs_json, make_designs
    from scenewright.cli.progress import progress_bar
    from scenewright.dataset import open_dataset
    from scenewright.dataset.manifest import MANIFEST
    from scenewright.dataset.sheet import write_sheet
    from scenewright.errors import for_all
    from scenewright.generate import make_recipe
    from scenewright.generate.run import generate_dataset
    from scenewright.scenario import load_scenario

    loaded = for_all(load_scenario, scenarios)
    aim = Aim(strategy, odd, t, share, region, failure_mode, existing, scenic, scenic_python)
    made = make_designs(scenarios, loaded, aim, count=count, seed=seed)
    designs = designs_json(loaded, made)
    for line in design_lines(designs):
        Console(stderr=True).print(line, highlight=False, soft_wrap=True)
    recipe = make_recipe(
        loaded,
        count=count,
        seed=seed,
        strategy=strategy,
        profile=profile,
        designs=[each.design for each in made],
    )
    there = (out / MANIFEST).exists()
    with progress_bar(recipe.count, "rendering", "frames", shown=sys.stderr.isatty()) as progress:
        manifest = generate_dataset(recipe, out, workers=workers, progress=progress)
    sheet = write_sheet(open_dataset(out))
    value = {
        "dataset": str(out),
        "name": manifest.name,
        "frames": manifest.count,
        "merkle_root": manifest.merkle_root,
        "recipe_digest": manifest.recipe_digest,
        "provenance_class": manifest.provenance_class,
        "contact_sheet": str(sheet),
        "designs": designs,
    }

    def human() -> None:
        made = ", all there before" if there else ""
        Console().print(
            f"{manifest.count} frames in {out}{made}\nMerkle root {manifest.merkle_root}\n"
            f"contact sheet {sheet}\n"
            f"next: scenewright check {out}",
            highlight=False,
            soft_wrap=True,
        )

    emit(value, human, as_json)
