"""`scenewright audit DATASET`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, text_console, write_report
from scenewright.cli.progress import progress_bar

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset.")],
    photos: Annotated[
        Path | None,
        typer.Option("--photos", help="Evaluation plan whose dev photos the crops are compared with."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Write the page here (*.html), the report beside it (*.json)."),
    ] = None,
    limit: Annotated[
        float,
        typer.Option("--limit", min=0.5, max=1.0, help="Most that the lower bound of a class's AUC may be."),
    ] = 0.55,
    photo_limit: Annotated[
        float | None,
        typer.Option(
            "--photo-limit",
            min=0.5,
            max=1.0,
            help="Likewise of crops against photos by their noise; else only told.",
        ),
    ] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """Look for shortcuts: places beside the object that tell the class; exit code 1 when an audit fails."""
    from scenewright.dataset import open_dataset
    from scenewright.evidence.shortcuts import audit_dataset, compare_with_real
    from scenewright.evidence.transfer import load_plan

    opened = open_dataset(dataset)
    plan = load_plan(photos) if photos else None
    log = (page.parent if page else Path("reports")) / "real_photo_reads.jsonl"
    real = compare_with_real(opened, plan, read_log=log, limit=photo_limit) if plan else None
    with progress_bar(0, "auditing", "steps", shown=sys.stderr.isatty()) as progress:
        report = audit_dataset(opened, limit=limit, real=real, progress=progress)
    value = report.to_json()
    if page is not None:
        write_report(page, report)
        value["page"] = str(page)
    emit(value, lambda: _print(value), as_json)
    if not report.passed:
        raise typer.Exit(1)


def _print(value: dict[str, Any]) -> None:
    from rich.table import Table

    console = text_console()
    classes = f"{value['crops']} crops of {len(value['classes'])} classes"
    table = Table(title=f"Shortcuts in {value['subject']['dataset']}, {classes}")
    for header in ("audit", "verdict", "found"):
        table.add_column(header)
    for audit in value["audits"]:
        table.add_row(audit["name"], _verdict(audit), audit["detail"])
    console.print(table)
    for audit in value["audits"]:
        if not audit["passed"]:
            told = ", ".join(f"{t['name']} ({t['auc']:.2f} by {t['by']})" for t in audit["told"])
            console.print(f"{audit['name']}: best told {told}" if told else audit["name"])
    for gap in (value["real"] or {}).get("gaps", ()):
        console.print(
            f"crops against dev photos by {gap['features']}: AUC {gap['auc']:.3f} "
            f"[{gap['low']:.3f}, {gap['high']:.3f}], proxy A-distance {gap['proxy_a_distance']:.2f}"
        )
    if "page" in value:
        console.print(f"page: {value['page']}")


def _verdict(audit: dict[str, Any]) -> Any:
    from rich.text import Text

    if not audit["judged"]:
        return "not judged" if audit["value"] is None else "information"
    return Text("passed", "green") if audit["passed"] else Text("failed", "red")
