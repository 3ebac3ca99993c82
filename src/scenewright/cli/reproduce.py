"""`scenewright reproduce DATASET`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset.")],
    frames: Annotated[int, typer.Option("--frames", min=1, help="How many, spread by chance.")] = 8,
    key: Annotated[list[str] | None, typer.Option("--key", help="These frames instead.")] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """Make frames of a dataset again and compare their hashes; exit code 1 when one differs."""
    from scenewright.dataset import open_dataset
    from scenewright.generate.reproduce import pick_keys, reproduce

    opened = open_dataset(dataset)
    result = reproduce(opened, key or pick_keys(opened, frames))

    def human() -> str:
        lines = [f"{len(result.frames)} frames made again, {len(result.differing)} files differ"]
        lines += [f"  {d['key']}: {d['member']}" for d in result.differing]
        if not result.same_environment:
            lines.append("the environment is not the one that made the dataset: equal bytes are not promised")
        return "\n".join(lines)

    emit(result.to_json(), human, as_json)
    if not result.passed:
        raise typer.Exit(1)
