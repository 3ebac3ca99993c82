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
from scenewright.evidence.transfer.crops import (
    LabelledCrops,
    crops_from_datasets,
    crops_from_images,
    fit_crop,
)
from scenewright.evidence.transfer.judge import compare, judge_part, judge_slices
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Claim, Plan
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.report import TransferReport, weak_slices
from scenewright.evidence.transfer.slices import slice_masks
from scenewright.evidence.transfer.split import CRITERION, check_split
from scenewright.evidence.transfer.train import Training, run_trainings
from scenewright.identity import digest, plain_json

__all__ = ["CONTROL", "load_photos", "run_transfer"]

CONTROL = "real-only control"
_PARTS = ("test", "dev", "all")


def load_photos(plan: Plan) -> RealPhotos:
    """The plan's real photos, split. Raises `InputError` when they are not installed."""
    from scenewright.evidence.transfer.real.traffic_light_crops import load_traffic_light_crops

    return load_traffic_light_crops(dev_fraction=plan.document.real.dev_fraction)


def run_transfer(
    plan: Plan,
    datasets: Mapping[str, Any],
    *,
    cache_dir: Path,
    photos: RealPhotos | None = None,
    read_log: Path | None = None,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> TransferReport:
    """Train on each of `datasets`, judge on the plan's photos.

    A dataset is a `Dataset`, a sequence of them (one training set together) or `LabelledCrops`, by name.

    The first dataset is the baseline of the comparisons and the last one the subject. All are cut to the same
    number of images. Raises `InputError` for datasets that lack a class or photos that are not there.
    """
    if not datasets:
        raise InputError(Problem(expected="at least one dataset", found="none"))
    photos = photos or load_photos(plan)
    check_split(photos.is_dev, photos.groups)
    sets = _volume_matched(plan, datasets)
    reads = _reads(plan, photos)
    if read_log:
        append_reads(read_log, reads, plan_digest=plan.digest)
    if plan.document.real_only_control:
        sets[CONTROL] = _control(plan, photos)
    labels = np.array([plan.document.classes.index(label) for label in photos.labels])
    predicted = _predictions(plan, photos, sets, cache_dir, workers, progress)
    masks = slice_masks(plan, photos)
    names = list(datasets)
    sliced = {
        name: {p: judge_slices(plan, photos, labels, predicted[name], masks, p) for p in _PARTS}
        for name in sets
    }
    results = [
        {
            "dataset": name,
            "root": crops.root,
            "images": len(crops.images),
            "control": name == CONTROL,
            "parts": {p: judge_part(plan, photos, labels, predicted[name], p, name) for p in _PARTS},
            "slices": sliced[name],
        }
        for name, crops in sets.items()
    ]
    comparisons = [
        {
            "baseline": names[0],
            "candidate": name,
            "slices": {
                p: compare(plan, photos, labels, predicted[names[0]], predicted[name], masks, p, name)
                for p in _PARTS
            },
        }
        for name in names[1:]
    ]
    expressions = {name: expression.text for name, expression in plan.slices}
    dev = sliced[names[-1]]["dev"]
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "transfer",
        "subject": _subject(names[-1], datasets[names[-1]], sets[names[-1]]),
        "headline": _headline(plan, results, names[-1]),
        "plan": {"digest": plan.digest, **plan.document.model_dump(mode="json")},
        "slices": expressions,
        "weak_slices": [asdict(weak) for weak in weak_slices(dev, expressions)],
        "photos": {
            "set": photos.name,
            "source": photos.source,
            "licence": photos.licence,
            "digest": photos.digest,
            "near_duplicates": CRITERION,
            "parts": {p: {"n": len(photos.part(p)), "digest": photos.part_digest(p)} for p in _PARTS},
        },
        "reads": reads,
        "results": results,
        "comparisons": comparisons,
        "claims": [_judge_claim(plan, claim, results, comparisons, names) for claim in plan.document.claims],
    }
    return TransferReport(plain_json(content))


def _members(source: Any) -> list[Any]:
    return list(source) if isinstance(source, Sequence) else [source]


def _subject(name: str, source: Any, crops: LabelledCrops) -> dict[str, Any]:
    """The dataset that the report is about, with the Merkle root of each of its parts."""
    if isinstance(source, LabelledCrops) or len(_members(source)) == 1:
        return {"dataset": name, "merkle_root": crops.root}
    parts = [{"dataset": m.name, "merkle_root": m.manifest.merkle_root} for m in _members(source)]
    return {"dataset": name, "parts": parts}


def _headline(plan: Plan, results: list[dict[str, Any]], subject: str) -> dict[str, Any]:
    """The subject's metrics on the test part, for gates: mean over seeds, 95 % interval."""
    test = next(r for r in results if r["dataset"] == subject)["parts"]["test"]
    figures = {m: test[m] for m in plan.document.metrics}
    return {m: {"mean": f["value"], "low": f["low"], "high": f["high"]} for m, f in figures.items()}


def _volume_matched(plan: Plan, datasets: Mapping[str, Any]) -> dict[str, LabelledCrops]:
    budget = plan.document.budget
    size = {"width_px": budget.width_px, "height_px": budget.height_px}
    classes = plan.document.classes

    def read(name: str, source: Any, most: int) -> LabelledCrops:
        if isinstance(source, LabelledCrops):
            images, numbers = source.images[:most], source.labels[:most]
            labels = [classes[k] for k in numbers]
            return crops_from_images(name, list(images), labels, classes=classes, root=source.root, **size)
        members = _members(source)
        return crops_from_datasets(
            name, members, classes=classes, class_map=plan.class_map, most=most, **size
        )

    sets = {name: read(name, source, budget.images) for name, source in datasets.items()}
    least = min(len(crops.images) for crops in sets.values())
    return {n: c if len(c.images) == least else read(n, datasets[n], least) for n, c in sets.items()}


def _control(plan: Plan, photos: RealPhotos) -> LabelledCrops:
    rows = photos.part("dev")
    budget = plan.document.budget
    return crops_from_images(
        CONTROL,
        [photos.images[i] for i in rows],
        [photos.labels[i] for i in rows],
        classes=plan.document.classes,
        width_px=budget.width_px,
        height_px=budget.height_px,
    )


def _predictions(
    plan: Plan,
    photos: RealPhotos,
    sets: Mapping[str, LabelledCrops],
    cache_dir: Path,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> dict[str, NDArray[np.int64]]:
    document, budget = plan.document, plan.document.budget
    size = {"width_px": budget.width_px, "height_px": budget.height_px}
    images = np.stack([fit_crop(image, **size) for image in photos.images])
    trainings = [
        Training(crops, document.probe, len(document.classes), budget.steps, budget.batch, seed)
        for crops in sets.values()
        for seed in document.seeds
    ]
    found = run_trainings(
        trainings,
        images,
        images_digest=digest([photos.digest, size]),
        cache_dir=cache_dir,
        workers=workers,
        progress=progress,
    )
    step = len(document.seeds)
    chosen = [p.argmax(axis=1).astype(np.int64) for p in found]
    return {name: np.stack(chosen[i * step : (i + 1) * step]) for i, name in enumerate(sets)}


def _reads(plan: Plan, photos: RealPhotos) -> list[dict[str, Any]]:
    uses = [
        ("all", "near-duplicate grouping and split"),
        ("dev", "slices that may guide the generator"),
        ("test", "judging: metrics, slices, comparisons and claims"),
    ]
    if plan.document.real_only_control:
        uses.append(("dev", "training of the real-only control"))
    return [
        {
            "part": part,
            "purpose": purpose,
            "photos": len(photos.part(part)),
            "list_digest": photos.part_digest(part),
        }
        for part, purpose in uses
    ]


def _judge_claim(
    plan: Plan,
    claim: Claim,
    results: list[dict[str, Any]],
    comparisons: list[dict[str, Any]],
    names: list[str],
) -> dict[str, Any]:
    """Met when the figure reaches the claim and, for a gain, its interval lies above zero."""
    entry: dict[str, Any] = {**claim.model_dump(mode="json"), "measured": None, "verdict": "not measurable"}
    if claim.gain_at_least is not None:
        rows = comparisons[-1]["slices"][claim.part] if comparisons else []
        row = next((r for r in rows if r["slice"] == claim.slice), None)
        if row and not row["too_few"] and claim.metric in row:
            found = row[claim.metric]
            met = found["value"] >= claim.gain_at_least and found["low"] > 0
            entry |= {"measured": found, "verdict": "met" if met else "not met"}
        return entry
    subject = next(r for r in results if r["dataset"] == names[-1])
    if claim.slice == "all" and claim.metric in subject["parts"][claim.part]:
        found = subject["parts"][claim.part][claim.metric]
        entry |= {
            "measured": found,
            "verdict": "met" if found["value"] >= (claim.at_least or 0) else "not met",
        }
        return entry
    row = next(r for r in subject["slices"][claim.part] if r["slice"] == claim.slice)
    if not row["too_few"]:
        value = row[claim.metric]
        entry |= {
            "measured": {"value": value},
            "verdict": "met" if value >= (claim.at_least or 0) else "not met",
        }
    return entry
