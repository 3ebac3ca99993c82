"""`scenewright transfer PLAN --synthetic DATASET...`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    plan: Annotated[Path, typer.Argument(help="Evaluation plan.")],
    synthetic: Annotated[
        list[Path], typer.Option("--synthetic", help="Dataset folder; the first is the baseline.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for transfer.json and transfer.html.")
    ] = Path(),
    cache: Annotated[Path, typer.Option("--cache", help="Trainings kept by digest.")] = Path(
        ".cache/transfer"
    ),
    workers: Annotated[int, typer.Option("--workers", min=1, help="Trainings side by side.")] = 2,
    as_json: bool = JSON_OPTION,
) -> None:
    """Train the plan's probe on synthetic data and judge it on real photos."""
    from rich.console import Console

    from scenewright.dataset import open_dataset
    from scenewright.evidence.transfer import load_plan, run_transfer

    loaded = load_plan(plan)
    datasets = {dataset.name: dataset for dataset in map(open_dataset, synthetic)}
    note = Console(stderr=True, quiet=not sys.stderr.isatty())
    report = run_transfer(
        loaded,
        datasets,
        cache_dir=cache,
        read_log=out / "real_photo_reads.jsonl",
        workers=workers,
        progress=lambda done, total: note.print(f"training {done} of {total}", end="\r"),
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "transfer.html").write_text(report.to_html(), encoding="utf-8")
    value: dict[str, Any] = report.to_json()
    import json

    (out / "transfer.json").write_text(json.dumps(value, indent=1), encoding="utf-8")
    head = value["headline"]["balanced_accuracy"]
    emit(
        value,
        lambda: f"balanced accuracy on the test part {head['mean']:.4f}\npage: {out}/transfer.html",
        as_json,
    )
