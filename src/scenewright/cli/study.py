"""`scenewright study PLAN`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit, write_report
from scenewright.cli.progress import stage_bars

__all__ = ["command"]


def command(
    plan: Annotated[Path, typer.Argument(help="Study plan.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Page (*.html); the report goes beside it (*.json).")
    ] = Path("reports/study.html"),
    work: Annotated[Path, typer.Option("--work", help="Datasets and trainings, kept for a rerun.")] = Path(
        ".cache/study"
    ),
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes side by side.")] = 2,
    check: Annotated[
        bool, typer.Option("--check", help="Check the plan, tell its digest and power, and stop.")
    ] = False,
    as_json: bool = JSON_OPTION,
) -> None:
    """Find out which figure of a dataset tells its accuracy on real photos, over variants of a scenario.

    Each variant is rendered, trained on and judged; coverage and gap figures are correlated with accuracy. A
    run that was interrupted continues.
    """
    from scenewright.evidence.study import load_study, run_study

    study = load_study(plan)
    if check:
        value = _ahead(study)
        emit(value, lambda: _told_ahead(value), as_json)
        return
    with stage_bars(shown=sys.stderr.isatty()) as progress:
        report = run_study(
            study,
            work=work,
            read_log=out.parent / "real_photo_reads.jsonl",
            workers=workers,
            progress=progress,
        )
    value = write_report(out, report)
    emit(value, lambda: "\n".join([*_summary(value), f"page: {out}"]), as_json)


def _ahead(study: Any) -> dict[str, Any]:
    from scenewright.evidence.study.relations import foresight

    document = study.document
    return {
        "plan": study.digest,
        "variants": [variant.name for variant in study.variants],
        "frames": document.frames * (len(study.variants) + 1),
        "trainings": len(document.seeds) * len(study.variants),
        "hypothesis": document.hypothesis.model_dump(mode="json"),
        "foresight": foresight(document.hypothesis, len(study.variants)),
    }


def _told_ahead(value: dict[str, Any]) -> str:
    stated, ahead = value["hypothesis"], value["foresight"]
    lines = [
        f"plan {value['plan']}",
        f"{len(value['variants'])} variants, {value['frames']} frames, {value['trainings']} trainings",
        f"registered: {stated['predictor']}, {stated['direction']}, |rho| of {stated['minimum_rho']:g}, "
        f"level {stated['alpha']:g}",
    ]
    if "power" in ahead:
        lines.append(f"power {ahead['power']:.0%}; rejects from |rho| = {ahead['critical_rho']:.2f} on")
    return "\n".join(lines)


def _summary(value: dict[str, Any]) -> list[str]:
    """Lines for people: the registered predictor first, then the others."""
    noise = value["noise"]
    lines = [f"{len(value['variants'])} variants; noise ceiling of rho {noise['ceiling']:.2f}"]
    for row in sorted(value["results"], key=lambda r: not r["registered"]):
        mark = "registered" if row["registered"] else ""
        lines.append(f"  {row['predictor']:<20} {_found(row):<30} {row['verdict']:<15} {mark}")
    head = value["headline"]
    return [*lines, f"{head['predictor']} is {head['verdict']}: {head['why']}"]


def _found(row: dict[str, Any]) -> str:
    if row["rho"] is None:
        return "rho –"
    ends = row["interval"]
    return f"rho {row['rho']:+.2f}" + (f" [{ends['low']:+.2f}, {ends['high']:+.2f}]" if ends else "")
