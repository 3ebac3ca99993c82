"""`scenewright scenario explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]

_SHOWN = 5


def command(
    file: Annotated[Path, typer.Argument(help="Scenario document.")],
    index: Annotated[int, typer.Option("--index", min=0, max=10_000_000, help="Which sample.")],
    seed: Annotated[str, typer.Option("--seed", help="Seed, any text.")] = "1",
    strategy: Annotated[str, typer.Option("--strategy", help="sobol, random or lhs.")] = "sobol",
    everything: Annotated[
        bool, typer.Option("--all", help="Parameters with the world's default too; --json has them always.")
    ] = False,
    as_json: bool = JSON_OPTION,
) -> None:
    """Why a sample has its values: point, choices, density and origin of each, and the draws before it.

    The sample is the one that `generate` makes of this index with the same seed and strategy.
    """
    from scenewright.errors import InputError, Problem, nearest
    from scenewright.generate import make_recipe
    from scenewright.scenario import read_scenario
    from scenewright.scenario.library.explain import trace
    from scenewright.scenario.strategies import SPREADS

    if strategy not in SPREADS:
        expected, fix = "a strategy that spreads samples over the scenario", nearest(strategy, list(SPREADS))
        raise InputError(Problem(expected=expected, found=f"'{strategy}'", field="--strategy", fix=fix))
    read = read_scenario(file)
    recipe = make_recipe([read.scenario], count=index + 1, seed=seed, strategy=strategy)
    root = recipe.stream_root(read.scenario)
    found = trace(read, root=root, strategy=recipe.design(read.scenario), index=index)
    value = {"seed": seed, **found.to_json()}
    emit(value, lambda: "\n".join(_lines(value, everything)), as_json)


def _lines(value: dict[str, Any], everything: bool) -> list[str]:
    head = (
        f"sample {value['index']} of {value['scenario']}, strategy {value['strategy']}, seed {value['seed']}"
    )
    lines = [f"{head}: attempt {value['attempts']}, log density {value['log_density']:.6g}"]
    for attempt in value["rejected"][:_SHOWN]:
        read = ", ".join(f"{name} = {_short(v)}" for name, v in attempt["values"].items())
        broken = "; ".join(f"'{text}'" for text in attempt["broken"])
        lines.append(f"  attempt {attempt['attempt']} was rejected by {broken}: {read}")
    if more := len(value["rejected"]) - _SHOWN:
        lines += [f"  and {more} more attempts"] if more > 0 else []
    for one in value["parameters"]:
        if one["file"] or everything:
            lines += _parameter(one)
    for name, each in value["derived"].items():
        lines.append(f"{name} = {_short(each['value'])}\n    derived: {each['expression']}")
    defaults = sum(not one["file"] for one in value["parameters"])
    if defaults and not everything:
        lines.append(f"{defaults} more parameters have the world's default; --all shows them")
    return lines


def _parameter(one: dict[str, Any]) -> list[str]:
    origin = f"{one['file']}:{one['line']}" if one["file"] else "default of the world"
    lines = [
        f"{one['parameter']} = {_short(one['value'])}",
        f"    from {origin}: {_flat(one['distribution'])}",
    ]
    if one["parents"]:
        given = ", ".join(f"{name} = {_short(v)}" for name, v in one["parents"].items())
        lines.append(f"    given {given}")
    told = f"    point {one['u']:.6f}"
    told += "".join(f" -> {step['says']}" for step in one["steps"])
    if one["steps"] and one["drawn_from"] != one["distribution"]:
        told += f": {_flat(one['drawn_from'])} at {one['quantile']:.6f}"
    return [*lines, f"{told}; log density {one['log_density']:.6g}"]


def _flat(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
