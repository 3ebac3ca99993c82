"""`scenewright scenario list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    folder: Annotated[
        Path, typer.Argument(help="Folder searched for *.scenario.yaml, or one file.")
    ] = Path(),
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Only those with this tag; several: with all.")
    ] = None,
    world: Annotated[str, typer.Option("--world", help="Only those of this world.")] = "",
    search: Annotated[
        str, typer.Option("--search", help="Only those with all these words: names, tags, parameters, ...")
    ] = "",
    where: Annotated[
        str,
        typer.Option(
            "--where",
            help="Only those for which this holds: an expression over file, name, world, description, tags, "
            "targets, extends, parameters, constraints, loads.",
        ),
    ] = "",
    as_json: bool = JSON_OPTION,
) -> None:
    """Scenarios of a folder: name, world, tags, targets, parent, parameters set, whether it can be read.

    One that cannot be read, or that has the name of another, is listed with its first problem (with --json
    with all), and the exit code is 1.
    """
    from scenewright.scenario.library.catalogue import read_catalogue, scenario_files
    from scenewright.scenario.library.search import Query, found

    entries = [entry for entry, _ in read_catalogue(scenario_files(folder)).values()]
    query = Query(tags=tuple(tag or ()), world=world, search=search, where=where)
    rows = [entry.to_json() for entry in found(entries, query)]
    listed = {row["file"] for row in rows}
    value = {
        "folder": str(folder),
        "scenarios": rows,
        "of": len(entries),
        "unreadable_left_out": sum(not e.loads and e.file not in listed for e in entries),
    }
    emit(value, lambda: _print(value), as_json)
    if any(row["problems"] for row in rows):
        raise typer.Exit(1)


def _print(value: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table()
    for name in ("name", "world", "tags", "targets", "extends", "sets", "read"):
        table.add_column(name, overflow="fold")
    for row in value["scenarios"]:
        cells = [row["name"], row["world"], ", ".join(row["tags"]), ", ".join(row["targets"]), row["extends"]]
        state = "no" if not row["loads"] else "name taken" if row["problems"] else "yes"
        table.add_row(*map(escape, [*cells, str(len(row["parameters"])), state]))
    console.print(table)
    console.print(f"{len(value['scenarios'])} of {value['of']} scenarios in {value['folder']}", markup=False)
    if left_out := value["unreadable_left_out"]:
        console.print(f"{left_out} more cannot be read: whether they are meant is unknown", markup=False)
    for row in value["scenarios"]:
        for problem in row["problems"][:1]:
            place = problem["file"] + (f":{problem['line']}" if problem["line"] else "")
            more = f" (and {len(row['problems']) - 1} more)" if row["problems"][1:] else ""
            told = f"{place}: {problem['field']}: expected {problem['expected']}, found {problem['found']}"
            console.print(told + more, markup=False, soft_wrap=True)
