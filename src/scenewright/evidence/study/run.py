"""Run a study: make each variant's frames, train and judge, take its figures, correlate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.conventions import SCHEMA_VERSION
from scenewright.dataset import Dataset
from scenewright.evidence.study.accuracy import (
    Accuracies,
    judging_photos,
    seed_interval,
    trainings_of,
    variant_accuracy,
)
from scenewright.evidence.study.factors import study_factors
from scenewright.evidence.study.features import reference_weights
from scenewright.evidence.study.frames import make_datasets, read_crops, trained_images
from scenewright.evidence.study.looks import chosen_photos, look_at_photos, look_at_variant
from scenewright.evidence.study.plan import Study
from scenewright.evidence.study.predictors import PREDICTORS
from scenewright.evidence.study.registration import register
from scenewright.evidence.study.relations import find_relations, foresight, noise_ceiling
from scenewright.evidence.study.report import StudyReport
from scenewright.evidence.transfer import load_photos
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.reads import append_reads
from scenewright.evidence.transfer.split import check_split
from scenewright.identity import digest, plain_json
from scenewright.randomness import Streams

__all__ = ["run_study"]

Progress = Callable[[str, int, int], None]
_SHOWN = 12
"""Crops of each variant that the page shows."""


def run_study(
    study: Study,
    *,
    work: Path,
    photos: RealPhotos | None = None,
    read_log: Path | None = None,
    workers: int = 2,
    progress: Progress = lambda stage, done, total: None,
) -> StudyReport:
    """The report of a study. Datasets and trainings found in `work` are not made again.

    `progress` gets the stage, how many of its steps are done, and of how many. Raises `InputError` for
    photos that are not there or variants that lack a class.
    """
    photos = photos or load_photos(study.evaluation)
    check_split(photos.is_dev, photos.groups)
    earlier = register(study, work)
    datasets = make_datasets(
        study, work, workers=workers, progress=lambda done, of: progress("frames", done, of)
    )
    reads = _reads(study, photos)
    if read_log:
        append_reads(read_log, reads, plan_digest=study.digest)
    figures, accuracies, shown = _measure(study, photos, datasets, work, workers, progress)
    names = [variant.name for variant in study.variants]
    by_seed = np.stack([accuracies[name].test for name in names])
    document = study.document
    columns = {str(p): np.array([figures[name][p] for name in names]) for p in document.predictors}
    relations = find_relations(
        columns,
        by_seed,
        predictors=PREDICTORS,
        hypothesis=document.hypothesis,
        names=names,
        streams=Streams(study.digest, "relations"),
        controls=document.controls,
        resamples=document.resamples,
    )
    content = {
        "schema_version": SCHEMA_VERSION,
        "kind": "study",
        "subject": {
            "study": document.name,
            "parts": [{"dataset": n, "merkle_root": d.merkle_root} for n, d in datasets.items()],
        },
        "plan": {"digest": study.digest, **document.model_dump(mode="json")},
        "registered_before": earlier,
        "evaluation": _evaluation(study),
        "base": {"name": study.variants[0].scenario.name, "digest": study.variants[0].scenario.digest},
        "photos": {
            "set": photos.name,
            "source": photos.source,
            "licence": photos.licence,
            "digest": photos.digest,
            "parts": {
                p: {"n": len(photos.part(p)), "digest": photos.part_digest(p)} for p in ("dev", "test")
            },
        },
        "reads": reads,
        "factors": [
            {"name": f.name, "buckets": [b.label for b in f.buckets], "exposure": list(f.exposure)}
            for f in study_factors(study)
        ],
        "predictors": {
            p: {"meaning": PREDICTORS[p].meaning, "expected": PREDICTORS[p].expected}
            for p in document.predictors
        },
        "variants": [_variant(study, n, datasets, accuracies, figures) for n in range(len(names))],
        "noise": noise_ceiling(by_seed),
        "foresight": foresight(document.hypothesis, len(names)),
        "results": relations,
        "headline": next(r for r in relations if r["registered"]),
    }
    return StudyReport(plain_json(content), shown)


def _measure(
    study: Study,
    photos: RealPhotos,
    datasets: Mapping[str, Dataset],
    work: Path,
    workers: int,
    progress: Progress,
) -> tuple[dict[str, dict[str, float]], dict[str, Accuracies], dict[str, NDArray[np.uint8]]]:
    """Figures, accuracies and a few crops of every variant, by its name."""
    cache, seeds = work / "trainings", len(study.document.seeds)
    trained = trained_images(study, dict(datasets))
    reference = trainings_of(study, read_crops(study, datasets["reference"], trained).trained)[0]
    look = look_at_photos(study, photos, reference, reference_weights(reference, cache))
    factors, judged = study_factors(study), judging_photos(study, photos)
    figures, accuracies, shown = {}, {}, {}
    for number, variant in enumerate(study.variants):
        dataset = datasets[variant.name]
        crops = read_crops(study, dataset, trained)

        def report(done: int, of: int, before: int = number * seeds) -> None:
            progress("trainings", before + done, len(study.variants) * seeds)

        found = variant_accuracy(study, crops, judged, cache_dir=cache, workers=workers, progress=report)
        seen = look_at_variant(study, look, dataset, crops, factors, found.held_out)
        values = {str(name): PREDICTORS[name].measure(seen) for name in study.document.predictors}
        figures[variant.name] = {name: np.nan if v is None else v for name, v in values.items()}
        accuracies[variant.name] = found
        shown[variant.name] = crops.trained.images[:_SHOWN]
    return figures, accuracies, shown


def _variant(
    study: Study,
    number: int,
    datasets: Mapping[str, Dataset],
    accuracies: Mapping[str, Accuracies],
    figures: Mapping[str, Mapping[str, float]],
) -> dict[str, Any]:
    variant = study.variants[number]
    dataset, found = datasets[variant.name], accuracies[variant.name]
    low, high = seed_interval(found.test)
    given = study.document.variants[number - 1] if number else None
    return {
        "name": variant.name,
        "merkle_root": dataset.merkle_root,
        "recipe_digest": dataset.manifest.recipe_digest,
        "scenario_digest": variant.scenario.digest,
        "strategy": variant.strategy,
        "changed": given.model_dump(mode="json", exclude={"name", "strategy"}) if given else {},
        "frames": dataset.count,
        "accuracy": {"value": float(found.test.mean()), "low": low, "high": high},
        "accuracy_by_seed": found.test.tolist(),
        "held_out_accuracy_by_seed": found.held_out.tolist(),
        "figures": {n: None if np.isnan(v) else v for n, v in figures[variant.name].items()},
    }


def _evaluation(study: Study) -> dict[str, Any]:
    document = study.evaluation.document
    return {
        "digest": study.evaluation.digest,
        "name": document.name,
        "classes": document.classes,
        "probe": document.probe,
        "budget": document.budget.model_dump(mode="json"),
    }


def _reads(study: Study, photos: RealPhotos) -> list[dict[str, Any]]:
    measured = chosen_photos(photos, study.document.dev_photos, Streams(photos.digest, "study"))
    entries = [
        ("all", "near-duplicate grouping and split", photos.part("all")),
        ("dev", "gap figures: features and statistics", measured),
        ("test", "accuracy of every variant", photos.part("test")),
    ]
    return [
        {
            "part": part,
            "purpose": purpose,
            "photos": len(rows),
            "list_digest": digest(sorted(photos.names[i] for i in rows)),
        }
        for part, purpose, rows in entries
    ]
