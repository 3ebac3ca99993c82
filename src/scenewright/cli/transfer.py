"""`scenewright transfer PLAN --synthetic DATASET...`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, usage_error, write_report
from scenewright.cli.progress import progress_bar

__all__ = ["command", "summary", "training_sets"]


def command(
    plan: Annotated[Path, typer.Argument(help="Evaluation plan.")],
    synthetic: Annotated[
        list[Path], typer.Option("--synthetic", help="Dataset folder; several are one training set together.")
    ],
    baseline: Annotated[
        list[Path] | None,
        typer.Option("--baseline", help="Dataset folder to compare with, at equal volume; repeat for more."),
    ] = None,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Page (*.html); the report goes beside it (*.json).")
    ] = Path("reports/transfer.html"),
    cache: Annotated[Path, typer.Option("--cache", help="Trainings kept by digest.")] = Path(
        ".cache/transfer"
    ),
    workers: Annotated[int, typer.Option("--workers", min=1, help="Trainings side by side.")] = 2,
    as_json: bool = JSON_OPTION,
) -> None:
    """Train the plan's probe on synthetic data and judge it on real photos."""
    from scenewright.documents import kind_of
    from scenewright.evidence.transfer import load_plan, run_transfer
    from scenewright.evidence.transfer.detection import KIND, load_detection_plan, run_detection

    detection = kind_of(plan) == KIND
    load, run = (load_detection_plan, run_detection) if detection else (load_plan, run_transfer)
    loaded: Any = load(plan)
    more: dict[str, Any] = {} if detection else {"before": lambda found: _told(found, loaded)}
    sets = training_sets([baseline, synthetic] if baseline else [synthetic])
    with progress_bar(0, "training", "trainings", shown=sys.stderr.isatty()) as progress:
        report = run(
            loaded,
            sets,
            cache_dir=cache,
            read_log=out.parent / "real_photo_reads.jsonl",
            workers=workers,
            progress=progress,
            **more,
        )
    value = write_report(out, report)
    emit(value, lambda: "\n".join([*summary(value), f"page: {out}"]), as_json)


def _told(effects: dict[str, Any], plan: Any) -> None:
    """Says on stderr, ahead of the trainings, what the run can show."""
    from scenewright.evidence.transfer.effect_text import effect_lines

    sys.stderr.write("\n".join([*effect_lines(effects, plan.document.claims), ""]))


def training_sets(groups: Sequence[Sequence[Path]]) -> dict[str, list[Any]]:
    """Name -> datasets trained on together; folders tell apart sets whose datasets have the same names."""
    from scenewright.dataset import open_dataset
    from scenewright.errors import for_all

    folders = [folder for group in groups for folder in group]
    by_folder = dict(zip(folders, for_all(open_dataset, folders), strict=True))
    opened = [[by_folder[folder] for folder in group] for group in groups]
    names = [" + ".join(dataset.name for dataset in group) for group in opened]
    if len(set(names)) < len(names):
        names = [" + ".join(map(str, group)) for group in groups]
    if len(set(names)) < len(names):
        raise usage_error("the same datasets as --baseline and --synthetic", "compare different ones")
    return dict(zip(names, opened, strict=True))


def summary(value: dict[str, Any]) -> list[str]:
    """Lines for people: the headline, then what changed on which slice of the test part."""
    if value.get("task") == "detection":
        return _detection_summary(value)
    head = value["headline"]["balanced_accuracy"]
    photos = value["photos"]["parts"]["test"]["n"]
    lines = [
        f"balanced accuracy on {photos} test photos: {head['mean']:.2%} "
        f"[{head['low']:.2%}, {head['high']:.2%}], {len(value['plan']['seeds'])} seeds"
    ]
    for comparison in value["comparisons"]:
        metric = value["plan"]["metrics"][0]
        named = metric.replace("_", " ")
        lines.append(f"{comparison['candidate']} against {comparison['baseline']}, {named} by slice:")
        for row in comparison["slices"]["test"]:
            found = row.get(metric)
            change = f"{found['value']:+.2%} [{found['low']:+.2%}, {found['high']:+.2%}]" if found else "–"
            lines.append(f"  {row['slice']:<12} {row['n']:>5} photos  {change}  {row.get('verdict', '')}")
        lines += _regressed(comparison["regressions"])
    weak = value["weak_slices"]
    if weak:
        lines.append("weakest slices on the dev photos, which may guide the scenarios:")
        lines += [f"  {w['name']:<12} {w['n']:>5} photos  {w['accuracy']:.2%}" for w in weak[:3]]
    return lines


def _regressed(found: dict[str, Any]) -> list[str]:
    """Which slices are worse, and which changes cannot be told from chance."""
    worse = ", ".join(row["slice"] for row in found["worse"]) or "no slice"
    lines = [f"  worse after Benjamini-Hochberg: {worse}"]
    for key in ("perhaps_worse", "no_clear_change"):
        if names := ", ".join(row["slice"] for row in found[key]):
            lines.append(f"  {key.replace('_', ' ')}: {names}")
    return lines


def _detection_summary(value: dict[str, Any]) -> list[str]:
    """The headline beside the control, then what synthetic frames add to real photos, by slice."""
    metric = value["plan"]["metrics"][0]
    lines = [
        f"{metric.upper()} on {value['photos']['n']} photos, {len(value['plan']['seeds'])} seeds, "
        f"{len(value['photos']['folds'])} folds:"
    ]
    lines += [f"  {r['dataset']:<44} {_found(r[metric])}" for r in value["results"]]
    if share := value["of_real"].get(metric):
        lines.append(f"synthetic only reaches {_found(share)} of real only")
    for comparison in value["comparisons"]:
        lines.append(f"{comparison['candidate']} against {comparison['baseline']}, by slice:")
        for row in comparison["slices"]["test"]:
            change = _found(row.get(metric), "+")
            lines.append(f"  {row['slice']:<12} {row['n']:>5} photos  {change}  {row.get('verdict', '')}")
    return lines + [f"claim {c['name']}: {c['verdict']}" for c in value["claims"]]


def _found(figure: dict[str, float] | None, sign: str = "") -> str:
    if not figure:
        return "–"
    value, low, high = (format(figure[k], f"{sign}.2%") for k in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"
