"""From detections to figures: AP with intervals, by class, size and slice, and paired comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.average_precision import average_precision
from scenewright.evidence.transfer.detection.box_habits import drawn_wider_px
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.error_types import ERROR_TYPES, error_split
from scenewright.evidence.transfer.detection.folds import fold_of_seed
from scenewright.evidence.transfer.detection.matching import Matches, match
from scenewright.evidence.transfer.detection.photos import BoxedPhotos
from scenewright.evidence.transfer.detection.plan import DetectionPlan
from scenewright.evidence.transfer.detection.resampling import (
    Resamples,
    mean_of_known,
    percentile_interval,
    resample,
)
from scenewright.evidence.transfer.statistics import adjust_p_values, sign_flip_p_value
from scenewright.randomness import Streams

__all__ = ["Judged", "compare", "figures", "judge"]

_STEPS = {"ap50": slice(0, 1), "ap": slice(0, 10)}


@dataclass(frozen=True, eq=False)
class Judged:
    """All that AP needs of one arm."""

    matches: list[list[list[Matches]]]
    """By seed, size range (0: any) and class."""
    rows: list[NDArray[np.int64]]
    """The photos that each seed judged."""

    def seed_figures(
        self, photos: NDArray[np.float64], metric: str, size: int = 0, number: int | None = None
    ) -> NDArray[np.float64]:
        """AP for each row of photo weights and each seed: the mean over classes (or class `number`) on the
        photos that the seed judged; NaN where those hold no object.
        """
        result = np.empty((len(photos), len(self.matches)))
        for seed, (by_size, rows) in enumerate(zip(self.matches, self.rows, strict=True)):
            chosen = by_size[size] if number is None else [by_size[size][number]]
            each = [average_precision(one, photos[:, rows], _STEPS[metric]) for one in chosen]
            result[:, seed] = mean_of_known(np.stack(each, axis=1))
        return result


def judge(
    plan: DetectionPlan, photos: BoxedPhotos, folds: NDArray[np.int64], said: Sequence[Sequence[Detections]]
) -> Judged:
    """Match the detections of every seed in the photos of its fold, in pixels of the photos."""
    sizes = [(0.0, 1e5), *((low, high) for low, high in plan.document.sizes_px.values())]
    count = plan.document.folds
    rows = [np.flatnonzero(folds == fold_of_seed(number, count)) for number in range(len(said))]
    return Judged(
        [
            match(
                [photos.images[i] for i in mine],
                [photos.crowds[i] for i in mine],
                [each[int(i)] for i in mine],
                classes=len(plan.document.classes),
                sizes_px=sizes,
            )
            for mine, each in zip(rows, said, strict=True)
        ],
        rows,
    )


def figures(
    plan: DetectionPlan,
    photos: BoxedPhotos,
    judged: Judged,
    said: Sequence[Sequence[Detections]],
    masks: dict[str, NDArray[np.bool_]],
) -> dict[str, Any]:
    """Metrics with intervals; AP50 by seed, class, size and slice; what the errors are."""
    document = plan.document
    drawn = draws(plan, photos, masks["all"], "all")
    once = np.ones((1, len(photos.names)))
    main = document.metrics[0]
    objects = np.concatenate([image.classes for image in photos.images])
    sides = np.concatenate([_sides(image.boxes) for image in photos.images])
    slices = []
    for name, mask in masks.items():
        entry = _entry(plan, photos, name, mask)
        if entry["objects"]:
            weights = draws(plan, photos, mask, name)
            entry[main] = interval(judged.seed_figures(weights.photos, main), weights)
        slices.append(entry)
    return {
        **{m: interval(judged.seed_figures(drawn.photos, m), drawn) for m in document.metrics},
        "by_seed": [float(v) for v in judged.seed_figures(once, main)[0]],
        "classes": {
            name: {
                "objects": int((objects == k).sum()),
                main: interval(judged.seed_figures(drawn.photos, main, number=k), drawn),
            }
            for k, name in enumerate(document.classes)
        },
        "sizes": {
            name: {
                "objects": int(((sides >= low) & (sides <= high)).sum()),
                main: interval(judged.seed_figures(drawn.photos, main, size=k), drawn),
            }
            for k, (name, (low, high)) in enumerate(document.sizes_px.items(), start=1)
        },
        "slices": slices,
        "drawn_wider": _drawn_wider(photos, judged, said, document.classes),
        "errors": _errors(photos, judged, said, len(document.classes)),
    }


def compare(
    plan: DetectionPlan,
    photos: BoxedPhotos,
    before: Judged,
    after: Judged,
    masks: dict[str, NDArray[np.bool_]],
) -> list[dict[str, Any]]:
    """Per slice: `after` less `before`, same seeds and photos, with interval and sign-flip p over seeds."""
    main = plan.document.metrics[0]
    rows = []
    for name, mask in masks.items():
        entry = _entry(plan, photos, name, mask)
        if entry["objects"]:
            drawn = draws(plan, photos, mask, name)
            change = after.seed_figures(drawn.photos, main) - before.seed_figures(drawn.photos, main)
            found = interval(change, drawn)
            entry |= {main: found, "verdict": _verdict(found, too_few=entry["too_few"])}
            if not entry["too_few"]:
                entry["p"] = sign_flip_p_value(change[0][np.isfinite(change[0])])
        rows.append(entry)
    tested = [row for row in rows if row["p"] is not None]
    for row, value in zip(tested, adjust_p_values([row["p"] for row in tested]), strict=True):
        row["p_adjusted"] = value
    return rows


def draws(plan: DetectionPlan, photos: BoxedPhotos, mask: NDArray[np.bool_], name: str) -> Resamples:
    """The plan's resamples of a slice: the same for every arm, so that comparisons are paired."""
    rng = Streams(plan.digest, name).generator("bootstrap")
    return resample(photos.groups, len(plan.document.seeds), plan.document.resamples, rng, mask)


def interval(by_seed: NDArray[np.float64], drawn: Resamples) -> dict[str, float] | None:
    """Of the mean over seeds; `by_seed` has a row a resample."""
    return percentile_interval(mean_of_known(by_seed, drawn.seeds))


def _entry(plan: DetectionPlan, photos: BoxedPhotos, name: str, mask: NDArray[np.bool_]) -> dict[str, Any]:
    groups = len(np.unique(photos.groups[mask]))
    return {
        "slice": name,
        "n": int(mask.sum()),
        "groups": groups,
        "objects": int(sum(len(photos.images[i].classes) for i in np.flatnonzero(mask))),
        "too_few": groups < plan.document.min_n,
        "p": None,
    }


def _verdict(change: dict[str, float] | None, *, too_few: bool) -> str:
    if too_few or change is None:
        return "too few"
    return "better" if change["low"] > 0 else "worse" if change["high"] < 0 else "no clear change"


def _drawn_wider(
    photos: BoxedPhotos, judged: Judged, said: Sequence[Sequence[Detections]], classes: Sequence[str]
) -> dict[str, Any]:
    """Over all seeds together, each on the photos that it judged."""
    pairs = [(row, seed[int(row)]) for rows, seed in zip(judged.rows, said, strict=True) for row in rows]
    return drawn_wider_px([photos.images[row] for row, _ in pairs], [found for _, found in pairs], classes)


def _errors(
    photos: BoxedPhotos, judged: Judged, said: Sequence[Sequence[Detections]], classes: int
) -> dict[str, dict[str, float]]:
    """Mean over the seeds, each on the photos that it judged."""
    each = [
        error_split([photos.images[i] for i in rows], [seed[int(i)] for i in rows], classes=classes)
        for rows, seed in zip(judged.rows, said, strict=True)
    ]
    return {
        kind: {key: float(np.mean([one[kind][key] for one in each])) for key in ("count", "ap50")}
        for kind in ERROR_TYPES
    }


def _sides(boxes: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1, dtype=np.float64))
