"""`scenewright odd show | diff | import | export | estimate | cod | schemes`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_text
from scenewright.errors import InputError, Problem, for_all

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
_FILE = Annotated[Path, typer.Argument(help="ODD document.")]
_FORMATS = ("openodd",)


@app.command()
def show(odd: _FILE, as_json: bool = JSON_OPTION) -> None:
    """Attributes with term, unit, buckets, exposure and risk; what does not apply; warnings."""
    from scenewright.cli.odd_text import show_lines
    from scenewright.scenario import load_odd
    from scenewright.scenario.odd import odd_summary

    value = odd_summary(load_odd(odd))
    emit(value, lambda: show_lines(value), as_json)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="An ODD document.")],
    after: Annotated[Path, typer.Argument(help="Another, or a later version.")],
    as_json: bool = JSON_OPTION,
) -> None:
    """Attributes added and removed, buckets changed, exposure moved, validity changed."""
    from scenewright.scenario import load_odd
    from scenewright.scenario.odd.diff import diff_odds
    from scenewright.scenario.odd.diff_text import odd_diff_lines

    value = {"before": str(before), "after": str(after)}
    found = diff_odds(*for_all(load_odd, [before, after])).to_json()
    emit({**value, **found}, lambda: "\n".join(odd_diff_lines(found)), as_json)


@app.command("import")
def import_odd(
    file: Annotated[Path, typer.Argument(help="ASAM OpenODD YAML document.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="ODD document to write (*.odd.yaml).")],
    as_json: bool = JSON_OPTION,
) -> None:
    """Read an ASAM OpenODD 1.0 document; lists everything that was not understood."""
    from scenewright.scenario.odd.openodd import read_openodd
    from scenewright.scenario.odd.text import odd_text

    found = read_openodd(file)
    _refuse_existing(out)
    write_text(out, odd_text(found.document))
    value: dict[str, Any] = {
        "odd": str(out),
        "digest": found.odd.digest,
        "attributes": [a.name for a in found.odd.attributes],
        "left_out": list(found.left_out),
        "notes": list(found.notes),
    }
    lines = [f"{out}: {len(found.odd.attributes)} attributes"]
    lines += [f"not understood: {text}" for text in found.left_out]
    lines += [f"note: {text}" for text in found.notes]
    emit(value, lambda: "\n".join(lines), as_json)


@app.command()
def export(
    odd: _FILE,
    out: Annotated[Path, typer.Option("-o", "--out", help="File to write.")],
    format_: Annotated[str, typer.Option("--format", help="openodd.")] = "openodd",
    as_json: bool = JSON_OPTION,
) -> None:
    """Write an ODD as ASAM OpenODD 1.0 YAML."""
    from scenewright.scenario import load_odd
    from scenewright.scenario.odd.openodd import openodd_text

    if format_ not in _FORMATS:
        expected = "one of " + ", ".join(_FORMATS)
        raise InputError(
            Problem(expected=expected, found=f"'{format_}'", field="--format", fix="write openodd")
        )
    domain = load_odd(odd)
    _refuse_existing(out)
    write_text(out, openodd_text(domain))
    value = {"odd": domain.name, "format": format_, "out": str(out), "digest": domain.digest}
    emit(value, lambda: f"{out}: {domain.name}, {len(domain.attributes)} attributes ({format_})", as_json)


@app.command()
def estimate(
    odd: _FILE,
    log: Annotated[
        Path, typer.Option("--log", help="CSV or Parquet, a row an observation of real operations.")
    ],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write the new ODD document here.")] = None,
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", help="Estimate only this one; several are possible.")
    ] = None,
    joint: Annotated[
        list[str] | None,
        typer.Option("--joint", help="Attribute of a new joint table; give two or more."),
    ] = None,
    weight: Annotated[str, typer.Option("--weight", help="Column with the weight of a row.")] = "",
    group: Annotated[
        str, typer.Option("--group", help="Column of rows that belong together, e.g. a trip.")
    ] = "",
    version: Annotated[str, typer.Option("--version", help="Version of the new document.")] = "",
    as_json: bool = JSON_OPTION,
) -> None:
    """Exposure with 95 % intervals from a log of real operations."""
    from scenewright.cli.odd_text import estimate_lines
    from scenewright.documents import amended_text
    from scenewright.scenario import load_odd
    from scenewright.scenario.odd.estimate import estimate_exposure
    from scenewright.scenario.odd.log import read_log

    domain = load_odd(odd)
    rows = read_log(log, weight=weight, group=group)
    found = estimate_exposure(domain, rows, only=tuple(attribute or ()), joint=tuple(joint or ()))
    value = found.to_json()
    if out is not None:
        _refuse_existing(out)
        changes = {**({"version": version} if version else {}), **found.changes}
        text = amended_text(odd.read_text("utf-8"), changes, items={"attributes": found.attribute_changes})
        write_text(out, text)
        value |= {"odd": str(out), "digest": load_odd(out).digest}
    emit(value, lambda: estimate_lines(value), as_json)


@app.command()
def cod(
    dataset: Annotated[Path, typer.Argument(help="Folder of the dataset.")],
    odd: Annotated[Path, typer.Option("--odd", help="ODD document.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Table to write (*.parquet or *.csv).")],
    as_json: bool = JSON_OPTION,
) -> None:
    """The current operational domain of each frame: attributes' values, buckets and states."""
    from scenewright.dataset import open_dataset
    from scenewright.dataset.cod import frames_cod, write_table
    from scenewright.scenario import load_odd

    domain, opened = load_odd(odd), open_dataset(dataset)
    table = frames_cod(opened, domain)
    write_table(table, out)
    states = {
        a.name: {
            entry["values"]: entry["counts"]
            for entry in table.column(f"{a.name}.state").value_counts().to_pylist()
        }
        for a in domain.attributes
    }
    value = {
        "dataset": opened.name,
        "odd": domain.name,
        "out": str(out),
        "frames": table.num_rows,
        "states": states,
    }
    lines = [f"{out}: {table.num_rows} frames"]
    lines += [
        f"{name}: " + ", ".join(f"{n} {state}" for state, n in found.items())
        for name, found in states.items()
    ]
    emit(value, lambda: "\n".join(lines), as_json)


@app.command()
def schemes(as_json: bool = JSON_OPTION) -> None:
    """Bucket schemes of the standards, for 'buckets: {scheme: NAME}'."""
    from scenewright.cli.odd_text import scheme_table
    from scenewright.scenario.odd import SCHEMES

    rows = [
        {"scheme": s.name, "unit": s.unit, "buckets": s.ranges(), "source": s.source}
        for s in SCHEMES.values()
    ]
    emit({"schemes": rows}, lambda: scheme_table(rows), as_json)


def _refuse_existing(out: Path) -> None:
    if out.exists():
        fix = "choose another -o, or remove it first"
        raise InputError(Problem(expected="a new file", found="one that exists", file=str(out), fix=fix))
