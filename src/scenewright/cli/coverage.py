"""`scenewright coverage DATASET... --odd ODD`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_report

__all__ = ["command"]


def command(
    datasets: Annotated[list[Path], typer.Argument(help="Dataset folders, measured together.")],
    odd: Annotated[Path, typer.Option("--odd", help="ODD document.")],
    minimum: Annotated[
        int, typer.Option("--minimum", min=1, help="Frames from which a cell counts as covered.")
    ] = 1,
    against: Annotated[
        Path | None, typer.Option("--against", help="Dataset whose missing pairs to measure.")
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Write the page here (*.html), the report beside it (*.json)."),
    ] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """Measure a dataset against an operational design domain."""
    from scenewright.dataset import open_dataset
    from scenewright.errors import for_all
    from scenewright.evidence.coverage import compare_coverage, measure_coverage
    from scenewright.scenario import load_odd

    domain, opened = load_odd(odd), for_all(open_dataset, datasets)
    report = measure_coverage(opened, domain, minimum_frames=minimum)
    value = report.to_json()
    if against is not None:
        value["set_difference"] = compare_coverage(opened, [open_dataset(against)], domain)
    if page is not None:
        write_report(page, report)
        value["page"] = str(page)
    emit(value, lambda: _print(value), as_json)


def _print(value: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"Coverage of {value['subject']['dataset']} against {value['odd']['name']}, {value['frames']} frames"
    )
    for name in ("requested", "realised"):
        view = value[name]
        if not view["attributes"]:
            continue
        table = Table(title=f"{name}: exposure covered, pairs {_percent(view['exposure_weighted_2'])}")
        for header in ("attribute", "buckets covered", "exposure covered", "JS, bit", "uncovered", "under"):
            table.add_column(header)
        for a in view["attributes"]:
            holes = ", ".join(b["label"] for b in a["buckets"] if not b["covered"])
            under = ", ".join(b["label"] for b in a["buckets"] if b["under"])
            js = a["jensen_shannon_bits"]
            figures = _percent(a["coverage"]), _percent(a["exposure_weighted"])
            table.add_row(a["name"], *figures, "-" if js is None else f"{js:.3f}", holes, under)
        console.print(table)
        pairs = f"{view['pairs_covered']} of {view['pairs_feasible']} feasible pairs covered"
        console.print(f"{pairs}, {view['pairs_infeasible']} infeasible")
    for name, figure in value.get("set_difference", {}).items():
        console.print(f"pairs missing in the other dataset, {name}: {_percent(figure)}")
    if "page" in value:
        console.print(f"page: {value['page']}")


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
