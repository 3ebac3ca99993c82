"""A dataset's crops beside the dev photos of an evaluation plan."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.evidence.shortcuts.domain import measure_domain_gap
from scenewright.evidence.shortcuts.report import RealComparison
from scenewright.evidence.transfer.crops import Fit
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.real import load_real_set
from scenewright.evidence.transfer.split import check_split
from scenewright.identity import digest
from scenewright.randomness import Streams

__all__ = ["compare_with_real"]

MOST_A_SIDE = 800


def compare_with_real(
    dataset: Any, plan: Plan, *, read_log: Path | None = None, limit: float | None = None
) -> RealComparison:
    """Crops and dev photos of the plan's classes, equally many of each class on both sides.

    The reads are appended to `read_log`. Raises `InputError` where no class is on both sides.
    """
    photos = load_real_set(plan.document, plan.folder)
    check_split(photos.is_dev, photos.groups)
    reads = tuple(
        {
            "part": part,
            "purpose": purpose,
            "photos": len(photos.part(part)),
            "list_digest": photos.part_digest(part),
        }
        for part, purpose in (
            ("all", "near-duplicate grouping and split"),
            ("dev", "shortcut audit: synthetic against real"),
        )
    )
    if read_log:
        append_reads(read_log, list(reads), plan_digest=plan.digest)
    root, classes = str(dataset.manifest.merkle_root), plan.document.classes
    ours, theirs = defaultdict(list), defaultdict(list)
    for number, row in enumerate(dataset.index.select(["key", "time", "labels"]).to_pylist()):
        state = plan.class_map.get(row["labels"]["state"] or "", "")
        if state in classes and row["time"] == 0:
            ours[state].append((digest(str(row["key"])), number))
    for row in photos.part("dev").tolist():
        theirs[photos.labels[row]].append((digest(photos.names[row]), row))
    share = max(1, MOST_A_SIDE // len(classes))
    counts = {c: min(len(ours[c]), len(theirs[c]), share) for c in classes}
    if sum(counts.values()) < 40:
        found = f"{sum(counts.values())} pairs of a crop and a photo"
        fix = "audit a dataset with the plan's classes, or map its states in the plan's class_map"
        raise InputError(
            Problem(
                expected="at least 40 crops and photos of the same classes",
                found=found,
                field="--photos",
                fix=fix,
            )
        )
    crops = [dataset.read_image(n) for c in classes for _, n in sorted(ours[c])[: counts[c]]]
    rows = [row for c in classes for _, row in sorted(theirs[c])[: counts[c]]]
    budget = plan.document.budget
    gaps = measure_domain_gap(
        crops,
        [photos.images[row] for row in rows],
        np.unique(photos.groups[rows], return_inverse=True)[1],
        Fit(budget.width_px, budget.height_px, budget.shrink),
        Streams(root, "shortcut audit").child("real"),
    )
    return RealComparison(plan.document.name, plan.digest, photos.name, photos.digest, reads, gaps, limit)
