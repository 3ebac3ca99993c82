"""From predictions to figures: parts, slices, paired comparisons and claims."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from scenewright.evidence.transfer.intervals import balanced_mean, clustered_interval
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.statistics import (
    adjust_p_values,
    sign_flip_p_value,
)
from scenewright.proportions import wilson
from scenewright.randomness import Streams

__all__ = ["compare", "judge_part", "judge_slices", "metric_interval", "ratio_interval"]


def metric_interval(
    metric: str,
    values: NDArray[np.float64],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    plan: Plan,
    name: str,
) -> dict[str, float]:
    """`value`, `low`, `high` of a metric over `values` (seeds, photos)."""
    strata = labels if metric == "balanced_accuracy" else np.zeros_like(labels)
    chance = Streams(plan.digest, name).generator(f"bootstrap/{metric}")
    found = clustered_interval(values, strata, groups, chance, resamples=plan.document.resamples)
    return {"value": found.value, "low": found.low, "high": found.high}


def ratio_interval(
    metric: str,
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    plan: Plan,
    name: str,
) -> dict[str, float]:
    """A metric of `above` by that of `below`, both (seeds, photos), by linearisation.

    The interval is that of the mean of `above - ratio * below`, by the mean of `below` (Cochran 1977, 6.3).
    """
    strata = labels if metric == "balanced_accuracy" else np.zeros_like(labels)
    mean = balanced_mean(below, strata)
    if mean == 0:
        return {}
    ratio = balanced_mean(above, strata) / mean
    found = metric_interval(metric, above - ratio * below, labels, groups, plan, f"{name}/of real")
    return {"value": ratio, "low": ratio + found["low"] / mean, "high": ratio + found["high"] / mean}


def judge_part(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    predicted: NDArray[np.int64],
    part: str,
    name: str,
) -> dict[str, Any]:
    """Metrics, recalls and confusion on one part; `predicted` has shape (seeds, all photos)."""
    rows = photos.part(part)
    right = (predicted[:, rows] == labels[rows]).astype(float)
    truth, groups, classes = labels[rows], photos.groups[rows], plan.document.classes
    recalls = {}
    for number, label in enumerate(classes):
        mine = truth == number
        n = int(mine.sum())
        recall = float(right[:, mine].mean()) if n else None
        low, high = wilson((recall or 0.0) * n, n)
        recalls[label] = {"n": n, "recall": recall, "low": low, "high": high}
    confusion = [
        [float((predicted[:, rows[truth == a]] == b).sum() / len(predicted)) for b in range(len(classes))]
        for a in range(len(classes))
    ]
    metrics = plan.document.metrics
    return {
        "n": len(rows),
        "groups": len(np.unique(groups)),
        **{m: metric_interval(m, right, truth, groups, plan, f"{name}/{part}") for m in metrics},
        "balanced_accuracy_by_seed": [balanced_mean(row[None], truth) for row in right],
        "recall": recalls,
        "confusion": confusion,
    }


def judge_slices(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    predicted: NDArray[np.int64],
    masks: dict[str, NDArray[np.bool_]],
    part: str,
) -> list[dict[str, Any]]:
    """Per slice: accuracy over seeds, Wilson interval, Benjamini-Hochberg p against the rest of the part.

    The test is Fisher's, one-sided (worse), on photos that the majority of seeds gets wrong.
    """
    rows = photos.part(part)
    inside_part = np.zeros(len(labels), dtype=bool)
    inside_part[rows] = True
    right = (predicted == labels).astype(float)
    lost = right.mean(axis=0) < 0.5
    results: list[dict[str, Any]] = []
    for name, mask in masks.items():
        inside = mask & inside_part
        outside = ~mask & inside_part
        n = int(inside.sum())
        entry = _entry(plan, photos, name, np.nonzero(inside)[0])
        if n:
            accuracy = float(right[:, inside].mean())
            low, high = wilson(accuracy * n, n)
            balanced = balanced_mean(right[:, inside], labels[inside])
            entry |= {"accuracy": accuracy, "low": low, "high": high, "balanced_accuracy": balanced}
            entry["wrong_photos"] = int(lost[inside].sum())
            if not entry["too_few"] and outside.any():
                table = [[int((lost & m).sum()), int((~lost & m).sum())] for m in (inside, outside)]
                entry["p"] = float(fisher_exact(table, alternative="greater")[1])
        results.append(entry)
    return _adjusted(results)


def compare(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    masks: dict[str, NDArray[np.bool_]],
    part: str,
    name: str,
) -> list[dict[str, Any]]:
    """Per slice: `after` less `before`, same seeds and photos, with interval and sign-flip p over seeds."""
    rows = photos.part(part)
    difference = (after == labels).astype(float) - (before == labels).astype(float)
    results: list[dict[str, Any]] = []
    for label, mask in masks.items():
        chosen = rows[mask[rows]]
        n = len(chosen)
        entry = _entry(plan, photos, label, chosen)
        if n:
            values, truth = difference[:, chosen], labels[chosen]
            for metric in plan.document.metrics:
                key = f"{name}/{part}/{label}"
                entry[metric] = metric_interval(metric, values, truth, photos.groups[chosen], plan, key)
            main = plan.document.metrics[0]
            strata = truth if main == "balanced_accuracy" else np.zeros_like(truth)
            if not entry["too_few"]:
                entry["p"] = sign_flip_p_value(np.array([balanced_mean(row[None], strata) for row in values]))
            low, high = entry[main]["low"], entry[main]["high"]
            change = "better" if low > 0 else "worse" if high < 0 else "no clear change"
            entry["verdict"] = "too few" if entry["too_few"] else change
        results.append(entry)
    return _adjusted(results)


def _entry(plan: Plan, photos: RealPhotos, name: str, rows: NDArray[np.int64]) -> dict[str, Any]:
    """What a slice is made of. Near duplicates are one observation, so `min_n` asks for groups."""
    groups = len(np.unique(photos.groups[rows]))
    return {
        "slice": name,
        "n": len(rows),
        "groups": groups,
        "too_few": groups < plan.document.min_n,
        "p": None,
    }


def _adjusted(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tested = [entry for entry in results if entry["p"] is not None]
    for entry, value in zip(tested, adjust_p_values([e["p"] for e in tested]), strict=True):
        entry["p_adjusted"] = value
    return results
