"""`scenewright scenario list | show | sample | diff`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_text
from scenewright.errors import InputError, Problem, for_all

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
_FILE = Annotated[Path, typer.Argument(help="Scenario document.")]
SUFFIX = ".scenario.yaml"


@app.command("list")
def list_scenarios(
    folder: Annotated[Path, typer.Argument(help="Folder searched for *.scenario.yaml.")] = Path(),
    as_json: bool = JSON_OPTION,
) -> None:
    """Scenarios of a folder: name, world, targets, digest."""
    rows = [
        {
            "file": str(file),
            "name": scenario.name,
            "world": scenario.world,
            "targets": list(scenario.targets),
            "digest": scenario.digest,
        }
        for file, scenario in _library(folder).items()
    ]
    emit({"scenarios": rows}, lambda: _table(rows), as_json)


@app.command()
def show(file: _FILE, as_json: bool = JSON_OPTION) -> None:
    """A scenario with the world's defaults written out: distribution, unit, ODD attribute."""
    from scenewright.plugins import load
    from scenewright.scenario import load_scenario

    scenario = load_scenario(file)
    document = scenario.to_document(resolved=True)
    rows = [
        {
            "parameter": spec.name,
            "distribution": json.dumps(scenario.distribution_document(spec.name)),
            "unit": spec.unit,
            "from": "document" if spec.name in scenario.declared else "world",
            "odd_attribute": spec.odd_attribute,
        }
        for spec in sorted(load("worlds", scenario.world).parameters, key=lambda spec: spec.name)
    ]
    value = {"scenario": document, "digest": scenario.digest, "parameters": rows}
    tied = [
        {"correlated": " and ".join(c["parameters"]), "spearman": c["spearman"]}
        for c in document.get("correlations", ())
    ]

    def human() -> None:
        for part in (rows, tied):
            if part:
                _table(part)

    emit(value, human, as_json)


@app.command()
def sample(
    file: _FILE,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=100_000, help="Samples to draw.")] = 8,
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "1",
    strategy: Annotated[str, typer.Option("--strategy", help="random or sobol.")] = "sobol",
    as_json: bool = JSON_OPTION,
) -> None:
    """Concrete scenarios, as `generate` with the same seed would draw them."""
    from scenewright.generate import make_recipe
    from scenewright.scenario import draw_many, load_scenario

    scenario = load_scenario(file)
    recipe = make_recipe([scenario], count=count, seed=seed, strategy=strategy)
    root = recipe.stream_root(scenario)
    drawn = draw_many(scenario, root=root, strategy=strategy, indices=range(count))
    declared = (*scenario.declared, *scenario.derived)
    rows = [{"index": i} | {n: _short(d.sample[n]) for n in declared} for i, d in enumerate(drawn)]
    value = {"scenario": scenario.name, "samples": [dict(d.sample) for d in drawn]}
    emit(value, lambda: _table(rows), as_json)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="A scenario, or a folder of them.")],
    after: Annotated[Path, typer.Argument(help="A scenario, or a folder of them.")],
    page: Annotated[Path | None, typer.Option("-o", "--out", help="Write the page (HTML) here.")] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """What may happen now that could not before: distributions with the mass moved, constraints."""
    from scenewright.scenario.diff import LibraryDiff, diff_libraries, diff_scenarios
    from scenewright.scenario.diff_text import diff_lines, diff_page

    if before.is_dir() != after.is_dir():
        raise InputError(Problem(expected="two scenarios or two folders", found=f"{before} and {after}"))
    if before.is_dir():
        libraries = [{s.name: s for s in _library(folder).values()} for folder in (before, after)]
        found = diff_libraries(*libraries)
    else:
        old, new = (next(iter(_library(file).values())) for file in (before, after))
        change = diff_scenarios(old, new)
        found = LibraryDiff((), (), (change,) if change else ())
    value: dict[str, Any] = {"before": str(before), "after": str(after), **found.to_json()}
    if page is not None:
        write_text(page, diff_page(value, str(before), str(after)))
        value["page"] = str(page)
    emit(value, lambda: "\n".join(diff_lines(value)), as_json)


def _library(path: Path) -> dict[Path, Any]:
    """File -> scenario of a file or of a folder; every problem of every file at once."""
    from scenewright.scenario import load_scenario

    files = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
    if not files:
        raise InputError(Problem(expected=f"files named *{SUFFIX}", found="none", file=str(path)))
    return dict(zip(files, for_all(load_scenario, files), strict=True))


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _table(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        shown = {k: v[:12] if k == "digest" else v for k, v in row.items()}
        table.add_row(*(", ".join(v) if isinstance(v, list) else str(v) for v in shown.values()))
    Console().print(table)
