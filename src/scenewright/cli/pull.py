"""scenewright pull: the datasets of a release, with a lock file."""

from __future__ import annotations

from pathlib import Path

import typer

from scenewright.cli.output import JSON_OPTION, emit
from scenewright.release.manifest import resolve
from scenewright.release.project import find_project
from scenewright.release.pull import pull

__all__ = ["command"]


def command(
    reference: str = typer.Argument(help="NAME@CHANNEL, NAME@VERSION or a digest."),
    out: Path = typer.Option(..., "-o", "--out", help="A new or empty folder."),
    as_json: bool = JSON_OPTION,
) -> None:
    """Write the datasets of a release or channel to a folder, with a lock file."""
    store = find_project(Path.cwd()).store
    lock = pull(store, resolve(store, reference), out)
    emit(lock, lambda: f"{lock['name']} {lock['version']} -> {out}", as_json)
