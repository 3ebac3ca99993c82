"""`scenewright rerender DATASET -o OUT --set PARAMETER=VALUE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset whose episodes are rendered.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the new dataset.")],
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="PARAMETER=VALUE for all frames; repeat for more.")
    ] = None,
    profile: Annotated[str, typer.Option("--profile", help="Another render profile.")] = "",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = 2,
    as_json: bool = JSON_OPTION,
) -> None:
    """Render the episodes of a dataset again by another camera; what was simulated is not simulated again."""
    from scenewright.cli.progress import progress_bar
    from scenewright.dataset import open_dataset
    from scenewright.dataset.sheet import write_sheet
    from scenewright.generate.rerender import rerender

    values = _values(set_ or [])
    first = open_dataset(dataset)
    with progress_bar(first.count, "rendering", "frames", shown=sys.stderr.isatty()) as progress:
        made = rerender(first, out, values, profile=profile, workers=workers, progress=progress)
    sheet = write_sheet(open_dataset(out))
    value = {
        "dataset": str(out),
        "frames": made.manifest.count,
        "episodes_of": first.merkle_root,
        "overrides": made.manifest.recipe.get("overrides", {}),
        "simulations_kept": made.kept,
        "simulated_again": made.simulated,
        "merkle_root": made.manifest.merkle_root,
        "recipe_digest": made.manifest.recipe_digest,
        "provenance_class": made.manifest.provenance_class,
        "contact_sheet": str(sheet),
    }

    def human() -> str:
        again = f", {made.simulated} simulated again" if made.simulated else ""
        kept = f"; {made.kept} simulations kept{again}" if made.kept or made.simulated else ""
        return (
            f"{made.manifest.count} frames in {out}{kept}\nMerkle root {made.manifest.merkle_root}\n"
            f"contact sheet {sheet}\nnext: scenewright check {out}"
        )

    emit(value, human, as_json)


def _values(given: list[str]) -> dict[str, Any]:
    """Values as YAML reads them: numbers, true and false, else text. Raises `InputError`."""
    import yaml

    from scenewright.errors import InputError, Problem

    found: dict[str, Any] = {}
    problems = []
    for text in given:
        name, equals, value = text.partition("=")
        try:
            parsed = yaml.safe_load(value)
        except yaml.YAMLError:
            parsed = None
        if not (name and equals) or not isinstance(parsed, bool | int | float | str):
            fix = "write it as in --set tilt_deg=30"
            expected = "a parameter, '=' and a number or a word"
            problems.append(Problem(expected=expected, found=f"'{text}'", field="--set", fix=fix))
        elif name in found:
            expected = f"one value of '{name}'"
            problems.append(Problem(expected=expected, found="two", field="--set", fix="leave one out"))
        else:
            found[name] = parsed
    if problems:
        raise InputError(problems)
    return found
