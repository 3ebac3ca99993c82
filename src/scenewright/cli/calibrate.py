"""`scenewright calibrate SCENARIO --photos FOLDER --parameters NAMES -o FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, text_console, write_text

__all__ = ["command"]

SUFFIX = ".scenario.yaml"


def command(
    scenario: Annotated[Path, typer.Argument(help="Scenario document.")],
    photos: Annotated[
        Path,
        typer.Option(
            "--photos", help="Real dev photos, at least 10: a folder of jpg or png, or a Parquet file."
        ),
    ],
    parameters: Annotated[
        str, typer.Option("--parameters", help="Parameters of camera and light to fit, with commas between.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Fitted scenario (*.scenario.yaml).")],
    frames: Annotated[int, typer.Option("--frames", help="Frames drawn before, and again after.")] = 256,
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "1",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = 1,
    profile: Annotated[str, typer.Option("--profile", help="Render profile.")] = "draft",
    keep: Annotated[
        bool, typer.Option("--keep", help="Write the scenario even when it is not clearly nearer.")
    ] = False,
    as_json: bool = JSON_OPTION,
) -> None:
    """Fit camera and light to real photos; exit code 1 when others of them do not come clearly nearer.

    Half of the photos are fitted to, the other half judges. What is made of the fitted scenario is derived
    from real data, and says so. Reads are logged in real_photo_reads.jsonl beside the scenario.
    """
    from scenewright.cli.progress import progress_bar
    from scenewright.errors import InputError, Problem
    from scenewright.evidence.calibration import Settings, calibrate
    from scenewright.scenario import read_scenario, scenario_from_document
    from scenewright.scenario.amend import amended, other_folder_problems

    read = read_scenario(scenario)
    loaded, problems = read.scenario, other_folder_problems(read.layers[0], out)
    if not out.name.endswith(SUFFIX):
        fix = f"write -o {out.name.split('.')[0]}{SUFFIX}"
        problems.append(Problem(expected=f"a file named *{SUFFIX}", found=str(out), field="--out", fix=fix))
    if not out.parent.is_dir():
        problems.append(
            Problem(
                expected="an existing folder", found=str(out.parent), field="--out", fix="make it, or choose"
            )
        )
    if problems:
        raise InputError(problems)
    names = tuple(dict.fromkeys(name.strip() for name in parameters.split(",") if name.strip()))
    settings = Settings(parameters=names, frames=frames, seed=seed, workers=workers, profile=profile)
    with progress_bar(2 * frames, "rendering", "frames", shown=sys.stderr.isatty()) as progress:
        done = calibrate(
            loaded, photos, settings, read_log=out.parent / "real_photo_reads.jsonl", progress=progress
        )
    value = {**done.report.to_json(), "scenario_file": None}
    if done.report.nearer or keep:
        document = done.scenario.to_document()
        # The whole document is checked as a reader would, before anything is written.
        scenario_from_document(document)
        distributions = {name: document["parameters"][name] for name in names}
        write_text(out, amended(scenario.read_text("utf-8"), distributions, done.scenario.fitted_to))
        value["scenario_file"] = str(out)
    emit(value, lambda: _print(value), as_json)
    if value["scenario_file"] is None:
        raise typer.Exit(1)


def _print(value: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    console = text_console(soft_wrap=True)
    table = Table(title=f"{value['scenario']}, fitted to {value['fitted_on']} photos of '{value['photos']}'")
    for header in ("image statistic", "photos", "before", "after"):
        table.add_column(header)
    for row in value["statistics"]:
        table.add_row(row["name"], *(f"{row[side]:.3g}" for side in ("photos", "before", "after")))
    console.print(table)
    for change in value["parameters"]:
        console.print(f"{change['parameter']}: {change['before']} -> {change['after']}")
    found = value["distances"]
    change = found["nearer_by"]
    console.print(
        f"energy distance to {value['judged_on']} other photos: {found['held_before']:.3f} -> "
        f"{found['held_after']:.3f}, nearer by {change['value']:.3f} "
        f"(95 % {change['low']:.3f} to {change['high']:.3f}): {value['verdict']}"
    )
    for warning in value["warnings"]:
        console.print(Text("warning: ", "yellow") + Text(warning))
    if value["scenario_file"]:
        console.print(f"scenario: {value['scenario_file']}; datasets made of it are derived from real data")
    else:
        console.print("nothing was written; --keep writes the scenario all the same")
