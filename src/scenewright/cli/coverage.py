"""`scenewright coverage DATASET... --odd ODD`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, text_console, write_report, write_text
from scenewright.errors import InputError, Problem

__all__ = ["command"]

_SUFFIX = ".scenario.yaml"


def command(
    datasets: Annotated[list[Path], typer.Argument(help="Dataset folders, measured together.")],
    odd: Annotated[Path, typer.Option("--odd", help="ODD document.")],
    minimum: Annotated[
        int, typer.Option("--minimum", min=1, help="Frames from which a cell counts as covered.")
    ] = 1,
    t: Annotated[
        int | None,
        typer.Option(
            "--t", min=1, max=4, help="Most attributes that are crossed; else 3 where that is affordable."
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Dataset to compare with, both ways.")
    ] = None,
    real: Annotated[
        Path | None,
        typer.Option(
            "--real",
            help="Parquet or CSV table of values measured in real data, named as the ODD reads them.",
        ),
    ] = None,
    suggest: Annotated[
        Path | None,
        typer.Option("--suggest", help="Write a scenario here (*.scenario.yaml) that fills the first holes."),
    ] = None,
    holes: Annotated[
        int, typer.Option("--holes", min=1, max=20, help="Holes that the suggestion fills at most.")
    ] = 4,
    page: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Write the page here (*.html), the report beside it (*.json)."),
    ] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """Measure a dataset against an operational design domain."""
    from scenewright.dataset import open_dataset
    from scenewright.errors import for_all
    from scenewright.evidence.coverage import measure_coverage, read_real, suggest_scenario
    from scenewright.evidence.coverage.base_scenario import base_scenario
    from scenewright.scenario import load_odd

    domain, opened = load_odd(odd), for_all(open_dataset, datasets)
    if suggest is not None:
        _check_suggestion(suggest)
    report = measure_coverage(
        opened,
        domain,
        minimum_frames=minimum,
        t=t,
        against=None if against is None else [open_dataset(against)],
        real=None if real is None else read_real(real),
    )
    value = report.to_json()
    if suggest is not None:
        here = Path(os.path.relpath(odd, suggest.parent)).as_posix()
        base = replace(base_scenario(opened[0].manifest), odd=here)
        name = "/".join([*base.name.split("/")[:-1], suggest.name.removesuffix(_SUFFIX)])
        found = suggest_scenario(report.requested.holes, domain, base, name=name, most=holes)
        write_text(suggest, found.text)
        value["suggestion"] = {"file": str(suggest), **found.to_json()}
    if page is not None:
        write_report(page, report)
        value["page"] = str(page)
    emit(value, lambda: _print(value), as_json)


def _check_suggestion(suggest: Path) -> None:
    from scenewright.scenario import scenario_from_document

    if not suggest.name.endswith(_SUFFIX):
        fix = f"write --suggest {suggest.name.split('.')[0]}{_SUFFIX}"
        expected = f"a file named *{_SUFFIX}"
        raise InputError(Problem(expected=expected, found=str(suggest), field="--suggest", fix=fix))
    if suggest.exists():
        fix = "name another one: a scenario that somebody wrote is not written over"
        raise InputError(Problem(expected="a new file", found=str(suggest), field="--suggest", fix=fix))
    # The file's name becomes the scenario's: it is refused before anything is measured.
    try:
        scenario_from_document({"name": suggest.name.removesuffix(_SUFFIX), "world": ""}, specs=[])
    except InputError as error:
        raise InputError([p for p in error.problems if p.field == "name"] or error.problems) from None


def _print(value: dict[str, Any]) -> None:
    console = text_console()
    console.print(
        f"Coverage of {value['subject']['dataset']} against {value['odd']['name']}, {value['frames']} frames"
    )
    for name in ("requested", "realised"):
        if value[name]["attributes"]:
            _print_view(console, name, value[name])
    if found := value["real"]:
        console.print(
            f"beside {found['rows']} rows of {found['table']}: {found['cells_without_real']} of "
            f"{found['cells_shown']} cells shown have no real record, "
            f"{_percent(found['exposure_without_real'])} of exposure has none"
        )
    if found := value["against"]:
        _print_comparison(console, found)
    if found := value.get("suggestion"):
        console.print(f"{found['scenario']} fills {len(found['filled'])} holes: {found['file']}")
        for hole in found["filled"]:
            console.print(f"  {_hole(hole)}: {_percent(hole['share'])} of its draws")
        for hole in found["left_out"]:
            console.print(f"  not {_hole(hole)}: {hole['reason']}")
    if "page" in value:
        console.print(f"page: {value['page']}")


def _print_view(console: Any, name: str, view: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(title=f"{name}: exposure covered, pairs {_percent(view['exposure_weighted_2'])}")
    for header in (
        "attribute",
        "buckets covered",
        "exposure covered",
        "JS, bit",
        "PSI",
        "uncovered",
        "under",
    ):
        table.add_column(header)
    for a in view["attributes"]:
        holes = ", ".join(b["label"] for b in a["buckets"] if not b["covered"])
        under = ", ".join(b["label"] for b in a["buckets"] if b["under"])
        gaps = (a["jensen_shannon_bits"], a["population_stability_index"])
        figures = _percent(a["coverage"]), _percent(a["exposure_weighted"])
        table.add_row(a["name"], *figures, *("-" if g is None else f"{g:.3f}" for g in gaps), holes, under)
    console.print(table)
    for a in view["attributes"]:
        frames = a["inside"] + a["outside"] + a["unknown"]
        if a["unknown"]:
            console.print(f"{a['name']}: no value of {a['source']} in {a['unknown']} of {frames} frames")
        if a["outside"]:
            console.print(f"{a['name']}: outside all buckets in {a['outside']} of {frames} frames")
    table = Table(title=f"{name}: cells of t attributes crossed")
    for header in ("t", "cells", "covered", "exposure covered", "95 %", "ESS"):
        table.add_column(header)
    for w in view["tway"]:
        ends = f"{_percent(w['low'])} to {_percent(w['high'])}"
        figures = _percent(w["coverage"]), _percent(w["exposure_weighted"])
        table.add_row(str(w["t"]), str(w["feasible"]), *figures, ends, f"{w['effective_sample_size']:.1f}")
    console.print(table)
    pairs = f"{view['pairs_covered']} of {view['pairs_feasible']} feasible pairs covered"
    console.print(
        f"{pairs}, {view['pairs_infeasible']} infeasible; {view['hole_count']} holes, the first of them:"
    )
    for hole in view["holes"][:3]:
        console.print(f"  {_hole(hole)}")


def _print_comparison(console: Any, found: dict[str, Any]) -> None:
    console.print(f"beside {found['dataset']}, {found['frames']} frames:")
    for d in found["set_differences"]:
        console.print(
            f"  {d['view']}, t = {d['t']}: {_percent(d['missing_in_other'])} of the cells shown here are "
            f"missing there, {_percent(d['missing_here'])} of those there are missing here"
        )
    for a in found["attributes"]:
        if a["jensen_shannon_bits"] is not None:
            gaps = f"JS {a['jensen_shannon_bits']:.3f} bit, PSI {a['population_stability_index']:.3f}"
            console.print(f"  {a['view']}, {a['name']}: {gaps}")


def _hole(hole: dict[str, Any]) -> str:
    pairs = zip(hole["attributes"], hole["buckets"], strict=True)
    risk = "" if hole["risk"] == 1 else f", risk {hole['risk']:g}"
    return f"{' x '.join(f'{a} = {b}' for a, b in pairs)} (exposure {_percent(hole['exposure'])}{risk})"


def _percent(value: float | None) -> str:
    from scenewright.evidence.coverage.text import percent

    return percent(value, "-")
