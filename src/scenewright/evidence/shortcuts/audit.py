"""All audits over a dataset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scenewright.evidence.shortcuts.background import background_features
from scenewright.evidence.shortcuts.base import Labels
from scenewright.evidence.shortcuts.border import border_features, corner_features
from scenewright.evidence.shortcuts.crops import AuditCrop, read_crops
from scenewright.evidence.shortcuts.edge_blur import judge_edge_blur
from scenewright.evidence.shortcuts.features import FeatureTable
from scenewright.evidence.shortcuts.judge import judge_features
from scenewright.evidence.shortcuts.noise import noise_features
from scenewright.evidence.shortcuts.paste_edges import edge_features
from scenewright.evidence.shortcuts.pictures import picture_of
from scenewright.evidence.shortcuts.position import outline_features, position_features
from scenewright.evidence.shortcuts.report import RealComparison, ShortcutReport
from scenewright.randomness import Streams

__all__ = ["AUC_LIMIT", "AUDITS", "audit_crops", "audit_dataset"]

AUC_LIMIT = 0.55
"""Most that the lower bound of a class's AUC may be."""
FALSE_ALARMS = 0.05
"""Chance that any bound of an honest dataset is above 0.5, shared by the audits (Bonferroni)."""
AUDITS: dict[str, Callable[[Sequence[AuditCrop]], FeatureTable]] = {
    "background": background_features,
    "border": border_features,
    "corners": corner_features,
    "position": position_features,
    "noise": noise_features,
    "edges": edge_features,
}
"""What is judged by how well it tells the class -> its features."""


def audit_dataset(
    dataset: Any,
    *,
    limit: float = AUC_LIMIT,
    real: RealComparison | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ShortcutReport:
    """Audit an open `Dataset`; `real` is taken into the report.

    `progress(done, total)` counts crops, then audits. Raises `InputError` for datasets without crops of at
    least two states.
    """
    crops, labels = read_crops(dataset, progress=progress)
    manifest = dataset.manifest
    return audit_crops(
        crops,
        labels,
        name=str(manifest.name),
        root=str(manifest.merkle_root),
        limit=limit,
        real=real,
        progress=progress,
    )


def audit_crops(
    crops: Sequence[AuditCrop],
    labels: Labels,
    *,
    name: str,
    root: str,
    limit: float = AUC_LIMIT,
    real: RealComparison | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ShortcutReport:
    """Every audit over crops already read; `root` names the permutations."""
    streams, level = Streams(root, "shortcut audit"), FALSE_ALARMS / len(AUDITS)
    results, pictures = [], []
    for done, (audit, features) in enumerate(AUDITS.items(), start=1):
        judged = judge_features(
            audit, features(crops), labels, streams.child(audit), limit=limit, level=level
        )
        results.append(judged.result)
        if not judged.result.passed or (audit == "background" and judged.result.judged and judged.map):
            pictures.append(picture_of(judged, crops, labels))
        if progress:
            progress(done, len(AUDITS) + 1)
    results.append(judge_edge_blur(crops))
    shape = judge_features(
        "outline",
        outline_features(crops),
        labels,
        streams.child("outline"),
        limit=limit,
        level=level,
        judged=False,
    )
    return ShortcutReport(
        dataset=name,
        merkle_root=root,
        crops=len(crops),
        classes=labels.names,
        left_out=labels.left_out,
        beside_share=float(np.median([crop.beside.mean() for crop in crops])),
        audits=(*results, shape.result),
        real=real,
        pictures=tuple(pictures),
    )
