"""Run an evaluation plan: train the probe on each dataset, judge it on real photos, compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.conventions import SCHEMA_VERSION
from scenewright.errors import InputError, Problem
from scenewright.evidence.transfer.arms import CONTROL, Arm, make_arms, training_sets
from scenewright.evidence.transfer.claims import judge_claim
from scenewright.evidence.transfer.crops import LabelledCrops
from scenewright.evidence.transfer.detectable import assumed_effects, measured_effects
from scenewright.evidence.transfer.judge import compare, judge_part, judge_slices, ratio_interval
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.predictions import kept, members, predictions, volume_matched
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.real import load_real_set
from scenewright.evidence.transfer.regressions import regressions
from scenewright.evidence.transfer.report import TransferReport, weak_slices
from scenewright.evidence.transfer.slices import slice_masks
from scenewright.evidence.transfer.split import check_split
from scenewright.identity import plain_json

__all__ = ["load_photos", "run_transfer"]

_PARTS = ("test", "dev", "all")


def load_photos(plan: Plan) -> RealPhotos:
    """The plan's real photos, split. Raises `InputError` when they cannot be read."""
    return load_real_set(plan.document, plan.folder)


def run_transfer(
    plan: Plan,
    datasets: Mapping[str, Any],
    *,
    cache_dir: Path,
    photos: RealPhotos | None = None,
    read_log: Path | None = None,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
    before: Callable[[dict[str, Any]], None] | None = None,
) -> TransferReport:
    """Train on each of `datasets`, judge on the plan's photos.

    A dataset is a `Dataset`, a sequence of them (one training set together) or `LabelledCrops`, by name.

    The first dataset is the baseline of the comparisons and the last one the subject. All are cut to the same
    number of images. `before` is told, ahead of the trainings, the smallest gains that this run can show:
    `minimum_effect` of the report, as far as the cache has trainings already. Raises `InputError` for
    datasets that lack a class or photos that are not there.
    """
    if not datasets:
        raise InputError(Problem(expected="at least one dataset", found="none"))
    photos = photos or load_photos(plan)
    check_split(photos.is_dev, photos.groups)
    sets = volume_matched(plan, datasets)
    reads = _reads(plan, photos)
    if read_log:
        append_reads(read_log, reads, plan_digest=plan.digest)
    labels = np.array([plan.document.classes.index(label) for label in photos.labels])
    names = list(datasets)
    arms = make_arms(plan, names)
    shown = training_sets(plan, arms, sets, photos)
    masks = slice_masks(plan, photos)
    effects = assumed_effects(plan, photos, labels, masks)
    if before:
        said = kept(plan, photos, arms, shown, cache_dir=cache_dir)
        before({**effects, "measured": measured_effects(plan, photos, labels, masks, arms, said)})
    predicted = predictions(
        plan, photos, arms, shown, cache_dir=cache_dir, workers=workers, progress=progress
    )
    sliced = {
        arm.name: {p: judge_slices(plan, photos, labels, predicted[arm.name], masks, p) for p in _PARTS}
        for arm in arms
    }
    results = [
        {
            "dataset": arm.name,
            "root": crops[-1].root,
            "images": sum(len(part.images) for part in crops),
            "control": arm.kind == "real",
            "arm": arm.kind,
            "real_fraction": arm.fraction,
            "parts": {p: judge_part(plan, photos, labels, predicted[arm.name], p, arm.name) for p in _PARTS},
            "slices": sliced[arm.name],
        }
        for arm, crops in zip(arms, shown[:: len(plan.document.seeds)], strict=True)
    ]
    comparisons: list[dict[str, Any]] = [
        {
            "baseline": old,
            "candidate": new,
            **({"real_fraction": fraction} if fraction else {}),
            "slices": {
                p: compare(plan, photos, labels, predicted[old], predicted[new], masks, p, new)
                for p in _PARTS
            },
        }
        for old, new, fraction in _pairs(arms)
    ]
    for comparison in comparisons:
        comparison["regressions"] = regressions(comparison["slices"]["test"], plan.document.metrics[0])
    effects["measured"] = measured_effects(plan, photos, labels, masks, arms, predicted)
    expressions = {name: expression.text for name, expression in plan.slices}
    dev = sliced[names[-1]]["dev"]
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "transfer",
        "subject": _subject(names[-1], datasets[names[-1]], sets[names[-1]]),
        "headline": _headline(plan, results, names[-1]),
        "of_real": _of_real(plan, photos, labels, predicted, names[-1]),
        "plan": {"digest": plan.digest, **plan.document.model_dump(mode="json")},
        "slices": expressions,
        "weak_slices": [asdict(weak) for weak in weak_slices(dev, expressions)],
        "photos": {
            "set": photos.name,
            "source": photos.source,
            "licence": photos.licence,
            "digest": photos.digest,
            "near_duplicates": photos.grouping,
            "parts": {p: {"n": len(photos.part(p)), "digest": photos.part_digest(p)} for p in _PARTS},
        },
        "reads": reads,
        "results": results,
        "minimum_effect": effects,
        "comparisons": comparisons,
    }
    content["claims"] = [judge_claim(claim, content) for claim in plan.document.claims]
    return TransferReport(plain_json(content))


def _subject(name: str, source: Any, crops: LabelledCrops) -> dict[str, Any]:
    """The dataset that the report is about, with the Merkle root of each of its parts."""
    if isinstance(source, LabelledCrops) or len(members(source)) == 1:
        return {"dataset": name, "merkle_root": crops.root}
    parts = [{"dataset": m.name, "merkle_root": m.manifest.merkle_root} for m in members(source)]
    return {"dataset": name, "parts": parts}


def _headline(plan: Plan, results: list[dict[str, Any]], subject: str) -> dict[str, Any]:
    """The subject's metrics on the test part, for gates: mean over seeds, 95 % interval."""
    test = next(r for r in results if r["dataset"] == subject)["parts"]["test"]
    figures = {m: test[m] for m in plan.document.metrics}
    return {m: {"mean": f["value"], "low": f["low"], "high": f["high"]} for m, f in figures.items()}


def _pairs(arms: Sequence[Arm]) -> list[tuple[str, str, float]]:
    """Real + synthetic against real only at each fraction, then each dataset against the first one."""
    real = {arm.fraction: arm.name for arm in arms if arm.kind == "real"}
    both = [(real[a.fraction], a.name, a.fraction) for a in arms if a.kind == "real + synthetic"]
    alone = [arm.name for arm in arms if arm.kind == "synthetic"]
    return both + [(alone[0], name, 0.0) for name in alone[1:]]


def _of_real(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    predicted: Mapping[str, NDArray[np.int64]],
    subject: str,
) -> dict[str, Any]:
    """The subject's metrics as a share of the control's, on the test part: the control has seen the other."""
    if CONTROL not in predicted:
        return {}
    rows = photos.part("test")
    alone, real = ((predicted[name][:, rows] == labels[rows]).astype(float) for name in (subject, CONTROL))
    truth, groups = labels[rows], photos.groups[rows]
    metrics = plan.document.metrics
    return {"test": {m: ratio_interval(m, alone, real, truth, groups, plan, subject) for m in metrics}}


def _reads(plan: Plan, photos: RealPhotos) -> list[dict[str, Any]]:
    uses = [
        ("all", "near-duplicate grouping and split"),
        ("dev", "slices that may guide the generator"),
        ("test", "judging: metrics, slices, comparisons and claims"),
    ]
    if plan.document.real_only_control:
        uses.append(("dev", "training of the real-only control"))
    if plan.document.real_fractions:
        uses.append(("dev", "training of real only and real + synthetic"))
    return [
        {
            "part": part,
            "purpose": purpose,
            "photos": len(photos.part(part)),
            "list_digest": photos.part_digest(part),
        }
        for part, purpose in uses
    ]
