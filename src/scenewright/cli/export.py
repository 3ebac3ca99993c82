"""`scenewright export DATASET --format F -o DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="New folder to write.")],
    format_: Annotated[str, typer.Option("--format", help="coco, imagefolder or openlabel.")] = "coco",
    as_json: bool = JSON_OPTION,
) -> None:
    """Write a dataset in another format."""
    from scenewright import plugins
    from scenewright.dataset import open_dataset

    exporter = plugins.load("exporters", format_)
    written = exporter.export(open_dataset(dataset), out)
    value = {"format": format_, "out": str(out), "images": written}
    emit(value, lambda: f"{written} images in {out} ({format_})", as_json)
