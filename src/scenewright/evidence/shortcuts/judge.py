"""From a table of features to the answer of an audit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.base import AuditResult, ClassTold, Labels, PairTold
from scenewright.evidence.shortcuts.features import FeatureTable, Place
from scenewright.evidence.shortcuts.probe import (
    FIGURES,
    Told,
    area_under_curve,
    probe_features,
    rank_features,
)
from scenewright.randomness import Streams

__all__ = ["Judged", "judge_features"]

LEAST_SHOWN = 0.1
"""Share of the crops that have to show a feature: with less there is nothing to judge."""
MOST_TOLD = 5


@dataclass(frozen=True, eq=False)
class Judged:
    """An audit's answer, with the map of where the class is told."""

    result: AuditResult
    worst: int
    """Number of the class that is told best."""
    map: tuple[tuple[Place, float], ...]
    """Place and |z| of each feature that has one, for `worst`."""


def judge_features(
    name: str,
    table: FeatureTable,
    labels: Labels,
    streams: Streams,
    *,
    limit: float,
    level: float,
    judged: bool = True,
) -> Judged:
    """Judge one audit: it fails when the lower bound of the AUC is above `limit`.

    `level` is the chance that the bound of an honest dataset is above 0.5. With `judged` False the figures
    are only reported.
    """
    ranked, kept = rank_features(table.values)
    if not len(kept):
        detail = "not judged: too few crops show enough of what is not the subject"
        return Judged(AuditResult(name, True, False, None, limit, detail), 0, ())
    told = probe_features(ranked, labels, streams, level=level)
    failed = judged and told.low > limit
    figure = int((told.figures - told.chance).argmax())
    feature, worst = _telling(told, figure)
    named = table.names[kept[feature]]
    classes = _told(told, labels, table, kept)
    result = AuditResult(
        name=name,
        passed=not failed,
        judged=judged,
        value=told.low,
        limit=limit if judged else None,
        detail=_detail(told, figure, labels.names[worst], named),
        p_value=told.p_value,
        mean_auc=float(told.figures[0]),
        told=classes,
        pairs=_pairs(told.scores, labels) if failed else (),
        place=table.places[kept[feature]],
    )
    heat = [(p, abs(float(told.feature_z[worst, i]))) for i, k in enumerate(kept) if (p := table.places[k])]
    return Judged(result, worst, tuple(heat))


def _telling(told: Told, figure: int) -> tuple[int, int]:
    """The feature and the class to show: of all classes for a mean, else of the best told class."""
    if FIGURES[figure].startswith("mean"):
        feature = int((told.feature_z**2).sum(axis=0).argmax())
        return feature, int(np.abs(told.feature_z[:, feature]).argmax())
    worst = int(told.class_auc.argmax())
    return int(np.abs(told.feature_z[worst]).argmax()), worst


def _detail(told: Told, figure: int, worst: str, feature: str) -> str:
    over, probe = FIGURES[figure].split()
    who = f"'{worst}'" if over == "best" else "the classes on average"
    by = {"linear": "all features together", "own": "one feature", "shared": "one feature for all"}[probe]
    found = f"AUC {told.figures[figure]:.3f} by {by}, chance reaches {told.chance[figure]:.3f}"
    if told.low <= 0.5:
        return f"no class is told beyond chance ({found})"
    return f"{who} can be told: {found}; strongest: {feature}"


def _told(told: Told, labels: Labels, table: FeatureTable, kept: NDArray[np.int64]) -> tuple[ClassTold, ...]:
    best = np.argsort(-told.class_auc, kind="stable")[:MOST_TOLD]
    features = [int(np.abs(told.feature_z[k]).argmax()) for k in best]
    return tuple(
        ClassTold(
            labels.names[k], float(told.class_auc[k]), table.names[kept[f]], float(told.feature_auc[k, f])
        )
        for k, f in zip(best, features, strict=True)
    )


def _pairs(scores: NDArray[np.float32], labels: Labels) -> tuple[PairTold, ...]:
    found = []
    for a in range(len(labels.names)):
        for b in range(a + 1, len(labels.names)):
            rows = np.flatnonzero((labels.codes == a) | (labels.codes == b))
            hot = (labels.codes[rows] == a).astype(np.float32)[:, None]
            auc = float(area_under_curve((scores[rows, a] - scores[rows, b])[:, None], hot)[0])
            found.append(PairTold(labels.names[a], labels.names[b], auc))
    return tuple(sorted(found, key=lambda pair: -pair.auc)[:MOST_TOLD])
