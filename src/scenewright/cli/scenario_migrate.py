"""`scenewright scenario migrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_text

__all__ = ["command"]


def command(
    files: Annotated[list[Path], typer.Argument(help="Scenario documents.")],
    write: Annotated[
        bool, typer.Option("--write", help="Rewrite the files; else show what changes.")
    ] = False,
    as_json: bool = JSON_OPTION,
) -> None:
    """Bring scenario files to the current schema version; comments, order and layout stay where they can.

    Old versions are read without this, for ever. Comments inside an entry that a step replaces or removes
    are lost; a file whose layout cannot be kept is written anew without any, which the output says.
    """
    from scenewright.documents.migration.files import migrated_file
    from scenewright.errors import for_all

    found = for_all(lambda path: migrated_file(path, "Scenario"), files)
    for path, one in zip(files, found, strict=True):
        if write and one.changes:
            write_text(path, one.after)
    value: dict[str, Any] = {"files": [{**one.to_json(), "written": write and one.changes} for one in found]}
    emit(value, lambda: "\n".join(_lines(entry) for entry in value["files"]), as_json)


def _lines(entry: dict[str, Any]) -> str:
    if not entry["changes"]:
        return f"{entry['file']}: schema version {entry['version']}, which is current"
    lines = [f"{entry['file']}: schema version {entry['version']}", *(f"  {s}" for s in entry["steps"])]
    if not entry["layout_kept"]:
        lines.append("  its layout cannot be kept: comments and order are lost")
    return "\n".join([*lines, "  written" if entry["written"] else entry["diff"].rstrip("\n")])
