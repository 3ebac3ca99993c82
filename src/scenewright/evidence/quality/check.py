"""All quality checks over a dataset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scenewright.evidence.quality.base import CheckResult, FrameFacts
from scenewright.evidence.quality.class_balance import check_class_balance
from scenewright.evidence.quality.decodable import check_decodable
from scenewright.evidence.quality.degenerate import check_degenerate
from scenewright.evidence.quality.duplicates import check_exact_duplicates, check_perceptual_duplicates
from scenewright.evidence.quality.facts import read_facts
from scenewright.evidence.quality.hashes import check_hashes
from scenewright.evidence.quality.label_geometry import check_label_geometry
from scenewright.evidence.quality.report import QualityReport
from scenewright.evidence.quality.shortcuts import check_shortcuts

__all__ = ["check_dataset", "run_checks"]


def check_dataset(dataset: Any, *, progress: Callable[[int, int], None] | None = None) -> QualityReport:
    """Read every frame of an open `Dataset` once and run every check; `progress(done, total)`."""
    total = dataset.index.num_rows
    frames = []
    for done, facts in enumerate(read_facts(dataset), start=1):
        frames.append(facts)
        if progress:
            progress(done, total)
    manifest = dataset.manifest
    problems = [f"{p.file}: {p.found}" for p in dataset.verify_files()]
    checks = run_checks(frames, root=str(manifest.merkle_root), file_problems=problems)
    return QualityReport(str(manifest.name), str(manifest.merkle_root), total, checks)


def run_checks(
    frames: Sequence[FrameFacts], *, root: str, file_problems: Sequence[str] = ()
) -> tuple[CheckResult, ...]:
    """Every check over facts already read; `root` names the shuffles of the permutation baseline."""
    return (
        check_decodable(frames),
        check_hashes(frames, file_problems),
        check_degenerate(frames),
        check_exact_duplicates(frames),
        check_perceptual_duplicates(frames),
        check_label_geometry(frames),
        check_class_balance(frames),
        check_shortcuts(frames, root),
    )
