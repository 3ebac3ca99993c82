"""`scenewright scenario`: the group of verbs about scenario documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli import scenario_explain, scenario_lint, scenario_list, scenario_migrate
from scenewright.cli.designs import (
    EXISTING,
    FAILURE_MODE,
    ODD,
    REGION,
    SCENIC,
    SCENIC_PYTHON,
    SHARE,
    STRATEGY,
    T,
)
from scenewright.cli.output import JSON_OPTION, emit, text_console, write_text
from scenewright.errors import InputError, Problem, for_all

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
app.command("list")(scenario_list.command)
app.command("lint")(scenario_lint.command)
app.command("explain")(scenario_explain.command)
app.command("migrate")(scenario_migrate.command)
_ACROSS = 8
"""Columns of values that fit beside each other."""
_FILE = Annotated[Path, typer.Argument(help="Scenario document.")]


@app.command()
def show(file: _FILE, as_json: bool = JSON_OPTION) -> None:
    """A scenario with what it inherits and the world's defaults written out, and where each value came from.

    File and line stand beside each value; what has none is the world's default.
    """
    from scenewright.plugins import load
    from scenewright.scenario import read_scenario

    read = read_scenario(file)
    scenario = read.scenario
    document = scenario.to_document(resolved=True)
    rows = [
        {
            "parameter": spec.name,
            "distribution": json.dumps(scenario.distribution_document(spec.name)),
            "unit": spec.unit,
            "from": _origin(read, ("parameters", spec.name)) if spec.name in scenario.declared else "world",
            "odd_attribute": spec.odd_attribute,
        }
        for spec in sorted(load("worlds", scenario.world).parameters, key=lambda spec: spec.name)
    ]
    fields: list[tuple[str, Any, tuple[str | int, ...]]] = [("world", scenario.world, ("world",))]
    fields.append(("odd", scenario.odd, ("odd",)))
    for name in ("targets", "tags", "constraints"):
        fields += [(name, v, (name, i)) for i, v in enumerate(read.document.data.get(name, []))]
    fields += [(f"derived.{n}", e.text, ("derived", n)) for n, e in scenario.derived.items()]
    value = {
        "scenario": document,
        "digest": scenario.digest,
        "tags": list(scenario.tags),
        "files": [layer.source.file for layer in read.layers],
        "parameters": rows,
        "fields": [
            {"field": name, "value": found, "from": _origin(read, path)}
            for name, found, path in fields
            if found is not None
        ],
    }
    emit(value, lambda: _show(value), as_json)


def _origin(read: Any, path: tuple[str | int, ...]) -> str:
    file, line = read.source.place(path)
    return f"{file}:{line}"


def _show(value: dict[str, Any]) -> None:
    print(f"{value['scenario']['name']}  {value['digest']}")
    if value["files"][1:]:
        print("extends " + ", then ".join(value["files"][1:]))
    for field in value["fields"]:
        print(f"  {field['field']}: {field['value']}  ({field['from']})")
    _table(value["parameters"])
    if correlations := value["scenario"].get("correlations"):
        _table(
            [{"correlated": " and ".join(c["parameters"]), "spearman": c["spearman"]} for c in correlations]
        )


@app.command()
def sample(
    file: _FILE,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=100_000, help="Samples to draw.")] = 8,
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "1",
    strategy: STRATEGY = "sobol",
    odd: ODD = None,
    t: T = None,
    share: SHARE = None,
    region: REGION = "",
    failure_mode: FAILURE_MODE = None,
    existing: EXISTING = [],  # noqa: B006 # typer copies it
    scenic: SCENIC = None,
    scenic_python: SCENIC_PYTHON = "",
    as_json: bool = JSON_OPTION,
) -> None:
    """Concrete scenarios, as `generate` with the same seed would draw them."""
    from scenewright.cli.designs import Aim, design_lines, designs_json, make_designs
    from scenewright.generate import make_recipe
    from scenewright.scenario import load_scenario
    from scenewright.scenario.strategies.samples import draw_samples

    scenario = load_scenario(file)
    aim = Aim(strategy, odd, t, share, region, failure_mode, existing, scenic, scenic_python)
    made = make_designs([file], [scenario], aim, count=count, seed=seed)
    designs = [each.design for each in made]
    recipe = make_recipe([scenario], count=count, seed=seed, strategy=strategy, designs=designs)
    drawn = draw_samples(scenario, recipe.design(scenario), recipe.stream_root(scenario), range(count))
    aimed = [n for d in designs if d.domain for a in d.domain.attributes for n in a.parameters]
    shown = [*dict.fromkeys((*scenario.declared, *scenario.derived, *aimed))] or sorted(scenario.parameters)
    rows = [
        {"index": i, **({"for": d.component} if d.component else {})}
        | {n: _short(d.sample[n]) for n in shown}
        for i, d in enumerate(drawn)
    ]
    value: dict[str, Any] = {"scenario": scenario.name, "samples": [dict(d.sample) for d in drawn]}
    if made:
        value["designs"] = designs_json([scenario], made)
        value["components"] = [d.component for d in drawn]
        value["log_target_density"] = [d.log_target_density for d in drawn]

    def human() -> str | None:
        _samples(rows)
        return "\n".join(design_lines(value.get("designs", []))) or None

    emit(value, human, as_json)


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
    from scenewright.scenario.library.catalogue import scenario_files

    files = scenario_files(path)
    return dict(zip(files, for_all(load_scenario, files), strict=True))


def _samples(rows: list[dict[str, Any]]) -> None:
    """A row a sample; or a row a parameter where these are many, for the first samples."""
    if len(rows[0]) <= _ACROSS + 2:
        return _table(rows)
    first, *others = rows[0]
    _table([{first: name} | {str(r[first]): r[name] for r in rows[:_ACROSS]} for name in others])
    if len(rows) > _ACROSS:
        print(f"and {len(rows) - _ACROSS} more, which --json has")


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _table(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table()
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        shown = {k: v[:12] if k == "digest" else v for k, v in row.items()}
        table.add_row(*(", ".join(v) if isinstance(v, list) else str(v) for v in shown.values()))
    text_console().print(table)
