"""Run a detection plan: train the detector on each dataset and on real photos, judge, compare."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.conventions import SCHEMA_VERSION
from scenewright.errors import InputError, Problem
from scenewright.evidence.transfer.detection.arms import Arm, detections_of, make_arms
from scenewright.evidence.transfer.detection.boxes import scaled
from scenewright.evidence.transfer.detection.claims import judge_claim
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.folds import fold_of_seed, make_folds
from scenewright.evidence.transfer.detection.frames import boxed_frames, check_classes
from scenewright.evidence.transfer.detection.judge import Judged, compare, draws, figures, judge
from scenewright.evidence.transfer.detection.packed import PackedImages, pack
from scenewright.evidence.transfer.detection.photos import BoxedPhotos, load_coco_photos
from scenewright.evidence.transfer.detection.plan import DetectionPlan
from scenewright.evidence.transfer.detection.resampling import mean_of_known, percentile_interval
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.report import TransferReport
from scenewright.evidence.transfer.split import CRITERION
from scenewright.identity import digest, plain_json
from scenewright.randomness import Streams

__all__ = ["run_detection"]


def run_detection(
    plan: DetectionPlan,
    datasets: Mapping[str, Any],
    *,
    cache_dir: Path,
    photos: BoxedPhotos | None = None,
    read_log: Path | None = None,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> TransferReport:
    """Train on each of `datasets`, judge on the plan's photos.

    A dataset is a `Dataset` or a sequence of them (one training set together), by name. The first one is the
    baseline of the comparisons and the last one the subject; all are cut to the same number of frames. Raises
    `InputError` for datasets that lack a class or photos that are not there.
    """
    if not datasets:
        raise InputError(Problem(expected="at least one dataset", found="none"))
    document = plan.document
    for name, source in datasets.items():
        check_classes(name, _members(source), document.classes)
    photos = photos or load_coco_photos(
        plan.folder / document.photos.annotations, plan.folder / document.photos.images, document.classes
    )
    # Of the photos alone, so that another plan for the same photos finds trainings on them again.
    folds = make_folds(photos.groups, document.folds, Streams(photos.digest, f"{document.folds} folds"))
    reads = _reads(plan, photos)
    if read_log:
        append_reads(read_log, reads, plan_digest=plan.digest)
    arms = make_arms(list(datasets), sorted(document.real_fractions))
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir) as folder:
        side = document.budget.long_side_px
        real = pack((scaled(image, side) for image in photos.images), Path(folder) / "photos.rgb")
        packed = _packed(plan, datasets, Path(folder))
        found = detections_of(
            plan, arms, packed, real, folds, cache_dir=cache_dir, workers=workers, progress=progress
        )
        images = {name: len(part) for name, part in packed.items()}
    said = {name: [_unscaled(seed, photos, side) for seed in seeds] for name, seeds in found.items()}
    judged = {name: judge(plan, photos, folds, seeds) for name, seeds in said.items()}
    masks = _masks(plan, photos)
    results = [
        {
            "dataset": arm.name,
            "arm": arm.kind,
            "control": arm.kind == "real",
            "root": _root(datasets[arm.dataset]) if arm.dataset else "",
            "frames": images.get(arm.dataset, 0),
            "real_fraction": arm.fraction,
            **figures(plan, photos, judged[arm.name], said[arm.name], masks),
        }
        for arm in arms
    ]
    comparisons = [
        {
            "baseline": before,
            "candidate": after,
            "slices": {"test": compare(plan, photos, judged[before], judged[after], masks)},
        }
        for before, after in _pairs(arms)
    ]
    subject = list(datasets)[-1]
    main = next(r for r in results if r["dataset"] == subject)
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "transfer",
        "task": "detection",
        "subject": _subject(subject, datasets[subject]),
        "headline": {m: _headline(main[m]) for m in document.metrics},
        "of_real": _of_real(plan, photos, arms, judged, subject, masks),
        "plan": {"digest": plan.digest, **document.model_dump(mode="json")},
        "slices": {name: expression.text for name, expression in plan.slices},
        "photos": {
            "source": photos.source,
            "licence": document.photos.licence,
            "digest": photos.digest,
            "near_duplicates": CRITERION,
            "n": len(photos.names),
            "groups": len(np.unique(photos.groups)),
            "folds": [int((folds == fold).sum()) for fold in range(document.folds)],
            "fold_of_seed": [fold_of_seed(n, document.folds) for n in range(len(document.seeds))],
        },
        "reads": reads,
        "results": results,
        "comparisons": comparisons,
    }
    content["claims"] = [judge_claim(claim, content) for claim in document.claims]
    return TransferReport(plain_json(content))


def _pairs(arms: Sequence[Arm]) -> list[tuple[str, str]]:
    """Real + synthetic against real only at each fraction, then each dataset against the first one."""
    real = {arm.fraction: arm.name for arm in arms if arm.kind == "real"}
    both = [(real[arm.fraction], arm.name) for arm in arms if arm.kind == "real + synthetic"]
    alone = [arm.name for arm in arms if arm.kind == "synthetic"]
    return both + [(alone[0], name) for name in alone[1:]]


def _of_real(
    plan: DetectionPlan,
    photos: BoxedPhotos,
    arms: Sequence[Arm],
    judged: Mapping[str, Judged],
    subject: str,
    masks: Mapping[str, NDArray[np.bool_]],
) -> dict[str, Any]:
    """Each metric of the subject as a share of that of the control on all photos."""
    control = next((arm.name for arm in arms if arm.kind == "real" and arm.fraction == 1), None)
    if control is None:
        return {}
    drawn = draws(plan, photos, masks["all"], "all")
    result: dict[str, Any] = {}
    for metric in plan.document.metrics:
        alone, real = (
            mean_of_known(judged[name].seed_figures(drawn.photos, metric), drawn.seeds)
            for name in (subject, control)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            result[metric] = percentile_interval(alone / real)
    return result


def _packed(plan: DetectionPlan, datasets: Mapping[str, Any], folder: Path) -> dict[str, PackedImages]:
    """Training sets of equal size."""
    document, budget = plan.document, plan.document.budget
    least = min(budget.images, *(sum(m.count for m in _members(source)) for source in datasets.values()))
    return {
        name: pack(
            boxed_frames(
                _members(source),
                classes=document.classes,
                most=least,
                long_side_px=budget.long_side_px,
                min_visible=document.min_visible,
                margins_px=document.margins_px,
            ),
            folder / f"{number}.rgb",
        )
        for number, (name, source) in enumerate(datasets.items())
    }


def _unscaled(said: Sequence[Detections], photos: BoxedPhotos, side: int) -> list[Detections]:
    """In pixels of the photos."""
    return [
        each.scaled(max(image.image.shape[:2]) / side)
        for each, image in zip(said, photos.images, strict=True)
    ]


def _masks(plan: DetectionPlan, photos: BoxedPhotos) -> dict[str, NDArray[np.bool_]]:
    """Slice name -> mask over all photos; 'all' is first. An unknown value is outside."""
    masks = {"all": np.ones(len(photos.names), bool)}
    for name, expression in plan.slices:
        values = expression.evaluate(photos.properties).to_pylist()
        masks[name] = np.array([value is True for value in values], bool)
    return masks


def _members(source: Any) -> list[Any]:
    return list(source) if isinstance(source, Sequence) else [source]


def _root(source: Any) -> str:
    roots = [str(member.manifest.merkle_root) for member in _members(source)]
    return roots[0] if len(roots) == 1 else digest(roots)


def _subject(name: str, source: Any) -> dict[str, Any]:
    """The dataset that the report is about, with the Merkle root of each of its parts."""
    members = _members(source)
    if len(members) == 1:
        return {"dataset": name, "merkle_root": members[0].manifest.merkle_root}
    parts = [{"dataset": m.name, "merkle_root": m.manifest.merkle_root} for m in members]
    return {"dataset": name, "parts": parts}


def _headline(found: dict[str, float]) -> dict[str, float]:
    return {"mean": found["value"], "low": found["low"], "high": found["high"]}


def _reads(plan: DetectionPlan, photos: BoxedPhotos) -> list[dict[str, Any]]:
    every = np.arange(len(photos.names))
    uses = ["near-duplicate grouping and folds", "judging: metrics, slices, comparisons and claims"]
    if plan.document.real_fractions:
        uses.append("training of real only and real + synthetic, on the other folds")
    part = {"part": "all", "photos": len(every), "list_digest": photos.part_digest(every)}
    return [{**part, "purpose": use} for use in uses]
