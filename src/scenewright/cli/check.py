"""`scenewright check DATASET`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, text_console, write_report

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset.")],
    page: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Write the page here (*.html), the report beside it (*.json)."),
    ] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """Check the quality of a dataset; exit code 1 when a check fails."""
    from rich.console import Console
    from rich.progress import Progress

    from scenewright.dataset import open_dataset
    from scenewright.evidence.quality import check_dataset

    opened = open_dataset(dataset)
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("checking", total=None)
        report = check_dataset(
            opened, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    value = report.to_json()
    if page is not None:
        write_report(page, report)
        value["page"] = str(page)
    emit(value, lambda: _print(value), as_json)
    if not report.passed:
        raise typer.Exit(1)


def _print(value: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    console = text_console()
    table = Table(title=f"Quality of {value['subject']['dataset']}, {value['frames']} frames")
    for header in ("check", "verdict", "found", "examples"):
        table.add_column(header)
    for check in value["checks"]:
        verdict = Text("passed", "green") if check["passed"] else Text("failed", "red")
        table.add_row(check["name"], verdict, check["detail"], "\n".join(check["examples"][:3]))
    console.print(table)
    if "page" in value:
        console.print(f"page: {value['page']}")
