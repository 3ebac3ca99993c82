"""Options that say how samples are chosen, shared by the verbs that draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from scenewright.scenario import Scenario
    from scenewright.scenario.strategies.make import Made

__all__ = [
    "EXISTING",
    "FAILURE_MODE",
    "ODD",
    "REGION",
    "SCENIC",
    "SCENIC_PYTHON",
    "SHARE",
    "STRATEGY",
    "Aim",
    "T",
    "design_lines",
    "designs_json",
    "make_designs",
]

STRATEGY = Annotated[
    str,
    typer.Option(
        "--strategy",
        help="sobol, random or lhs (over the whole scenario); exposure, covering, adaptive or mixture "
        "(cells of an ODD); targeted (a region); scenic (a Scenic program).",
    ),
]
ODD = Annotated[
    Path | None, typer.Option("--odd", help="ODD document; else the one that the scenario names.")
]
T = Annotated[
    int | None,
    typer.Option("--t", min=1, max=4, help="Buckets that make a combination to cover; 2 when left out."),
]
SHARE = Annotated[
    float | None,
    typer.Option("--share", help="Part of the samples that fills combinations or lies in the region."),
]
REGION = Annotated[
    str, typer.Option("--region", help="Expression over parameters; for the strategy targeted.")
]
FAILURE_MODE = Annotated[
    Path | None, typer.Option("--failure-mode", help="Failure mode whose region to aim at.")
]
EXISTING = Annotated[
    list[Path],
    typer.Option("--existing", help="Dataset whose combinations need not be made again; repeat for more."),
]
SCENIC = Annotated[Path | None, typer.Option("--scenic", help="Scenic program; for the strategy scenic.")]
SCENIC_PYTHON = Annotated[
    str, typer.Option("--scenic-python", help="Python of an environment with Scenic; else this one.")
]


@dataclass(frozen=True)
class Aim:
    """The options."""

    strategy: str
    odd: Path | None
    t: int | None
    share: float | None
    region: str
    failure_mode: Path | None
    existing: Sequence[Path]
    scenic: Path | None
    scenic_python: str

    def given(self, name: str) -> bool:
        """Whether an option was given that not every strategy uses."""
        return getattr(self, name.replace("-", "_")) not in (None, "", [])


_FILLING = ("adaptive", "covering", "mixture")
_USED = {
    "odd": (*_FILLING, "exposure"),
    "t": _FILLING,
    "share": (*_FILLING, "targeted"),
    "region": ("targeted",),
    "failure-mode": ("targeted",),
    "existing": _FILLING,
    "scenic": ("scenic",),
    "scenic-python": ("scenic",),
}
"""Option -> strategies that use it."""


def make_designs(
    files: Sequence[Path], scenarios: Sequence[Scenario], aim: Aim, *, count: int, seed: str
) -> list[Made]:
    """The design of each scenario, of which `count` samples are shared as `make_recipe` does.

    Empty for a strategy that spreads samples over the scenario. Raises `InputError`.
    """
    from scenewright.dataset import open_dataset
    from scenewright.dataset.columns import sample_columns
    from scenewright.errors import InputError, Problem, for_all
    from scenewright.plugins import load
    from scenewright.scenario import load_odd
    from scenewright.scenario.failure_mode import load_failure_mode
    from scenewright.scenario.odd.fit import unit_problems
    from scenewright.scenario.strategies import SPREADS, STRATEGIES
    from scenewright.scenario.strategies.make import make_design

    if aim.strategy not in STRATEGIES:
        return []  # Told with the other options.
    if unused := [
        Problem(
            expected=f"a strategy that uses it: {' or '.join(used)}",
            found=f"'{aim.strategy}'",
            field=f"--{name}",
            fix="choose one of them, or leave the option out",
        )
        for name, used in _USED.items()
        if aim.given(name) and aim.strategy not in used
    ]:
        raise InputError(unused)
    if aim.strategy in SPREADS:
        return []
    if aim.strategy == "scenic":
        return _by_scenic(scenarios, aim, count=count, seed=seed)
    region = aim.region
    if aim.failure_mode is not None and not region:
        region = load_failure_mode(aim.failure_mode).region
        if not region:
            found, fix = "none", "scenewright failures target finds one, or give --region"
            where = str(aim.failure_mode)
            raise InputError(Problem(expected="a region", found=found, file=where, field="region", fix=fix))
    there = {str(d.folder): sample_columns(d.index) for d in for_all(open_dataset, aim.existing)}
    each, rest = divmod(count, len(scenarios))
    made = []
    for number, (file, scenario) in enumerate(zip(files, scenarios, strict=True)):
        path = aim.odd or (file.parent / scenario.odd if scenario.odd else None)
        odd = load_odd(path) if path and aim.strategy != "targeted" else None
        if odd is not None:
            units = {spec.name: spec.unit for spec in load("worlds", scenario.world).parameters}
            if problems := unit_problems(odd, units, scenario.world, str(path)):
                raise InputError(problems)
        design = make_design(
            aim.strategy,
            scenario,
            count=each + (number < rest),
            seed=seed,
            odd=odd,
            t=2 if aim.t is None else aim.t,
            share=aim.share,
            region=region,
            existing=there,
        )
        made.append(design)
    return made


def _by_scenic(scenarios: Sequence[Scenario], aim: Aim, *, count: int, seed: str) -> list[Made]:
    from scenewright.errors import InputError, Problem
    from scenewright.scenario.strategies.make import Made
    from scenewright.scenario.strategies.scenic import scenic_design

    if aim.scenic is None or len(scenarios) > 1:
        found = "none" if aim.scenic is None else f"one program for {len(scenarios)} scenarios"
        fix = "add --scenic PROGRAM.scenic, with one scenario"
        raise InputError(Problem(expected="a Scenic program", found=found, field="--scenic", fix=fix))
    python = aim.scenic_python
    return [Made(scenic_design(scenarios[0], aim.scenic, count=count, seed=seed, python=python))]


def designs_json(scenarios: Sequence[Scenario], made: Sequence[Made]) -> list[dict[str, Any]]:
    """What was designed for each scenario, and what could not be."""
    from dataclasses import asdict

    return [
        {
            "scenario": scenario.name,
            "strategy": each.design.strategy,
            "rows": len(each.design.rows),
            "needed": each.needed,
            "by_exposure": each.design.by_exposure,
            "left_out": [asdict(left) for left in each.left_out],
            "unreached": [list(labels) for labels in each.unreached],
        }
        for scenario, each in zip(scenarios, made, strict=False)
    ]


def design_lines(designs: Sequence[Mapping[str, Any]]) -> list[str]:
    """For people."""
    lines = []
    for design in designs:
        name, rows = design["scenario"], design["rows"]
        if design["strategy"] not in ("targeted", "scenic"):
            share = f"{design['by_exposure']:.0%} of the samples by exposure"
            lines.append(f"{name}: {rows} cells to fill, {share}")
        if design["needed"] > rows:
            lines.append(f"  too few to show every combination: that takes {design['needed']}")
        for left in design["left_out"]:
            what = f"{left['attribute']}: {left['bucket']}" if left["bucket"] else left["attribute"]
            lost = f", {left['exposure']:.1%} of the exposure" if left["exposure"] else ""
            lines.append(f"  not aimed at: {what} ({left['reason']}{lost})")
        lines += [f"  not reached: {' x '.join(labels)}" for labels in design["unreached"]]
    return lines
