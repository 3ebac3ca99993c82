"""`scenewright estimate DATASET --of EXPRESSION`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    dataset: Annotated[Path, typer.Argument(help="Dataset folder.")],
    of: Annotated[
        list[str],
        typer.Option("--of", help="Expression over parameters and measured values; repeat for more."),
    ],
    as_json: bool = JSON_OPTION,
) -> None:
    """Estimate a mean or a share over the conditions that a dataset stands for, weighted by how it was drawn.

    Mixed and targeted datasets show rare conditions more often than they are; their weights take that back.
    """
    from scenewright.dataset import open_dataset
    from scenewright.errors import for_all
    from scenewright.evidence.weighting import dataset_mean

    opened = open_dataset(dataset)
    found = for_all(lambda text: dataset_mean(opened, text), of)
    rows = [
        {
            "of": text,
            "value": mean.value,
            "low": mean.low,
            "high": mean.high,
            "effective_sample_size": mean.effective_sample_size,
            "frames": mean.n,
            "stands_for": meaning,
        }
        for text, (mean, meaning) in zip(of, found, strict=True)
    ]

    def human() -> str:
        lines = [f"Over {rows[0]['stands_for']}, with 95 % intervals:"]
        for row in rows:
            size = f"effective sample size {row['effective_sample_size']:.0f} of {row['frames']} frames"
            ends = "no interval, as all frames are alike"
            if row["low"] is not None:
                ends = f"[{row['low']:.4g}, {row['high']:.4g}]"
            figures = f"{row['value']:.4g} {ends}"
            lines.append(f"{row['of']}: {figures}, {size}")
        return "\n".join(lines)

    emit({"dataset": str(dataset), "estimates": rows}, human, as_json)
