"""`scenewright failures find | target`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_text
from scenewright.cli.progress import progress_bar
from scenewright.errors import InputError, Problem

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
_SUFFIX, _PLAN = ".scenario.yaml", ".plan.yaml"


@app.command()
def find(
    plan: Annotated[Path, typer.Argument(help="Evaluation plan.")],
    synthetic: Annotated[
        list[Path], typer.Option("--synthetic", help="Dataset folder; several are one training set together.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the failure modes.")] = Path(
        "failure_modes"
    ),
    plan_out: Annotated[
        Path | None,
        typer.Option(
            "--plan-out", help="New plan with the found slices; else *.found.plan.yaml beside the old."
        ),
    ] = None,
    predicates: Annotated[
        int, typer.Option("--predicates", min=1, max=3, help="Most conditions that make a slice.")
    ] = 2,
    most: Annotated[int, typer.Option("--most", min=1, max=20, help="Most slices.")] = 3,
    min_groups: Annotated[
        int | None, typer.Option("--min-groups", min=2, help="Least groups of photos; else the plan's min_n.")
    ] = None,
    cache: Annotated[Path, typer.Option("--cache", help="Trainings kept by digest.")] = Path(
        ".cache/transfer"
    ),
    workers: Annotated[int, typer.Option("--workers", min=1, help="Trainings side by side.")] = 2,
    as_json: bool = JSON_OPTION,
) -> None:
    """Search the dev photos for slices where models trained on the data fail; write failure modes and a plan.

    A slice is up to three conditions on what is measured in each photo. The new plan is the old one with the
    found slices: it judges them on test photos. Reads are logged beside it in real_photo_reads.jsonl.
    """
    from scenewright.cli.transfer import training_sets
    from scenewright.evidence.failures import FindSettings, makers_of, run_find
    from scenewright.evidence.failures.text import found_lines
    from scenewright.evidence.transfer import load_plan

    loaded = load_plan(plan)
    new_plan = plan_out or plan.with_name(
        plan.name.removesuffix(".yaml").removesuffix(".plan") + f".found{_PLAN}"
    )
    _need_new(new_plan, plan)
    sets = training_sets([synthetic])
    settings = FindSettings(predicates=predicates, most=most, min_groups=min_groups)
    with progress_bar(0, "training", "trainings", shown=sys.stderr.isatty()) as progress:
        findings = run_find(
            loaded,
            sets,
            settings,
            cache_dir=cache,
            read_log=new_plan.parent / "real_photo_reads.jsonl",
            workers=workers,
            progress=progress,
        )
    makers = makers_of(findings, next(iter(sets.values())), loaded)
    value = {
        "plan": str(plan),
        "photos": {"part": "dev", "n": findings.n, "groups": findings.groups, "accuracy": findings.accuracy},
        "tests": findings.tests,
        "slices": [
            {**each.to_json(), "made_by": maker.to_json()}
            for each, maker in zip(findings.slices, makers, strict=True)
        ],
        "failure_modes": [],
        "new_plan": None,
    }
    if findings.slices:
        value |= _write(findings, loaded, plan, new_plan, out)
    emit(value, lambda: "\n".join(found_lines(value)), as_json)


@app.command()
def target(
    failure_mode: Annotated[
        Path, typer.Argument(help="Failure mode; its region and scenarios are filled in.")
    ],
    plan: Annotated[Path, typer.Option("--plan", help="Plan that has its slice.")],
    scenario: Annotated[Path, typer.Option("--scenario", help="Scenario to narrow.")],
    dataset: Annotated[Path, typer.Option("--dataset", help="Frames of that scenario, 300 or more.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Narrowed scenario (*.scenario.yaml).")],
    name: Annotated[
        str, typer.Option("--name", help="Its name; else the file's, in the old one's folder.")
    ] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=6, help="Most parameters to narrow.")] = 3,
    keep: Annotated[
        bool, typer.Option("--keep", help="Write it even when the share is not clearly raised.")
    ] = False,
    as_json: bool = JSON_OPTION,
) -> None:
    """Narrow a scenario to where frames of a failure mode's slice come from; exit code 1 if that is unclear.

    Half of the dataset's frames choose at most three parameters, the other half tells whether more frames
    fall into the slice. No photo is read.
    """
    from scenewright.dataset import open_dataset
    from scenewright.documents import amended_text
    from scenewright.evidence.failures import target_scenario
    from scenewright.evidence.failures.text import target_lines
    from scenewright.evidence.transfer import load_plan
    from scenewright.scenario import read_scenario, scenario_from_document
    from scenewright.scenario.amend import amended, other_folder_problems
    from scenewright.scenario.failure_mode import load_failure_mode

    mode, loaded_plan, read = load_failure_mode(failure_mode), load_plan(plan), read_scenario(scenario)
    loaded = read.scenario
    _check_out(out, scenario, other_folder_problems(read.layers[0], out))
    found = target_scenario(
        mode, loaded_plan, loaded, open_dataset(dataset), most=most, file=str(failure_mode)
    )
    value: dict[str, Any] = {"failure_mode": mode.name, **found.to_json(), "scenario_file": None}
    if found.steps and (found.raises or keep):
        own = name or "/".join([*loaded.name.split("/")[:-1], out.name.removesuffix(_SUFFIX)])
        targets = list(dict.fromkeys([*loaded.targets, mode.name]))
        document = loaded.to_document()
        document |= {"name": own, "targets": targets}
        document["parameters"] = {**document["parameters"], **found.parameters}
        # The whole documents are checked as a reader would, before anything is written.
        scenario_from_document(document)
        fields = {"name": own, "targets": targets}
        text = amended(scenario.read_text("utf-8"), found.parameters, loaded.fitted_to, fields)
        scenarios = list(dict.fromkeys([*mode.scenarios, own]))
        filled = amended_text(
            failure_mode.read_text("utf-8"), {"scenarios": scenarios, "region": found.region}
        )
        write_text(out, text)
        write_text(failure_mode, filled)
        value |= {"scenario_file": str(out), "scenario": own}
    emit(value, lambda: "\n".join(target_lines(value)), as_json)
    if value["scenario_file"] is None:
        raise typer.Exit(1)


def _need_new(new_plan: Path, plan: Path) -> None:
    """A plan is fixed before a run: none is written over."""
    if not new_plan.name.endswith(_PLAN) or new_plan.parent.resolve() != plan.parent.resolve():
        fix = f"write --plan-out {plan.parent / ('name' + _PLAN)}"
        expected = f"a file named *{_PLAN} beside the old plan, whose paths it has"
        raise InputError(Problem(expected=expected, found=str(new_plan), field="--plan-out", fix=fix))
    if new_plan.exists():
        fix = "name another one with --plan-out; a plan stays as it was judged by"
        raise InputError(
            Problem(expected="no plan of that name yet", found=str(new_plan), field="--plan-out", fix=fix)
        )


def _check_out(out: Path, scenario: Path, known: list[Problem]) -> None:
    problems = [*known]
    if not out.name.endswith(_SUFFIX):
        fix = f"write -o {out.name.split('.')[0]}{_SUFFIX}"
        problems.append(Problem(expected=f"a file named *{_SUFFIX}", found=str(out), field="--out", fix=fix))
    if not out.parent.is_dir():
        fix = "make it, or choose another"
        problems.append(Problem(expected="an existing folder", found=str(out.parent), field="--out", fix=fix))
    if out.resolve() == scenario.resolve():
        fix = "the old scenario is the random arm's: write beside it"
        problems.append(Problem(expected="another file", found=str(out), field="--out", fix=fix))
    if problems:
        raise InputError(problems)


def _write(findings: Any, loaded: Any, plan: Path, new_plan: Path, out: Path) -> dict[str, Any]:
    """Write the failure modes and the plan; what they are called."""
    from scenewright.evidence.failures.documents import (
        distinct_names,
        failure_mode_document,
        failure_mode_text,
        next_number,
        plan_with_slices,
    )

    document = loaded.document
    metric = "accuracy" if "accuracy" in document.metrics else document.metrics[0]
    names = distinct_names(findings.slices, dict(loaded.slices))
    plan_name = f"{document.name}, with {', '.join(names)}"[:200]
    slices = {name: each.expression for name, each in zip(names, findings.slices, strict=True)}
    text = plan_with_slices(plan.read_text("utf-8"), plan_name, slices)
    first = next_number([file.stem for file in out.glob("*.yaml")])
    files = []
    for i, (name, each) in enumerate(zip(names, findings.slices, strict=True)):
        mode = failure_mode_document(each, name, first + i, findings, metric)
        files.append(out / f"{mode['name']}.yaml")
        write_text(files[-1], failure_mode_text(mode, plan_name))
    write_text(new_plan, text)
    return {"failure_modes": [str(file) for file in files], "new_plan": str(new_plan)}
