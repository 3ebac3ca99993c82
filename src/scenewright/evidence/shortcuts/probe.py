"""Does a table of features tell the class? Cross-fitted probes, judged against permuted labels.

Three probes score held-out crops:

- *linear*: ridge regression on the one-hot classes over all features, for what is spread over many;
- *own feature*: for each class the one feature that tells it best, for what sits at one place of one class;
- *shared feature*: the one feature whose class means differ most, for what sits at one place of many classes.

Each gives the AUC of every class against the rest; mean and best over the classes are the six figures. Labels
permuted within the folds give their joint distribution under chance, so that the largest of all six, over all
classes and features, has the level that is stated (Westfall and Young 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import rankdata

from scenewright.evidence.shortcuts.base import Labels
from scenewright.randomness import Streams

__all__ = ["FIGURES", "Told", "area_under_curve", "probe_features", "rank_features"]

Table = NDArray[np.float32]

FIGURES = tuple(f"{over} {probe}" for probe in ("linear", "own", "shared") for over in ("mean", "best"))
FOLDS = 5
PERMUTATIONS = 239
LEAST_SEEN = 0.1
"""Share of the crops in which a feature has to be seen."""
LEAST_OF_CLASS = 8
"""Crops of a class in which a feature has to be seen to be told of."""
RIDGE = 0.5
"""Added to the kernel, whose diagonal has a mean of 1."""


@dataclass(frozen=True, eq=False)
class Told:
    """How well the classes are told."""

    figures: NDArray[np.float64]
    """AUCs, shape (6,), in the order of `FIGURES`."""
    chance: NDArray[np.float64]
    """What each does not exceed by chance at the level asked for, all six together, shape (6,)."""
    p_value: float
    class_auc: NDArray[np.float64]
    """AUC of each class by its best probe, shape (classes,)."""
    scores: NDArray[np.float32]
    """Held-out scores of the linear probe, shape (n, classes)."""
    feature_auc: NDArray[np.float64]
    """AUC of each feature for each class over the crops that show it, shape (classes, features)."""
    feature_z: NDArray[np.float64]
    """How many standard deviations of chance it is from 0.5, same shape; 0 where few crops show it."""

    @property
    def low(self) -> float:
        """Lower bound of the AUC: 0.5 and what the best figure has beyond chance."""
        return float(0.5 + (self.figures - self.chance).max())


def rank_features(features: NDArray[np.floating]) -> tuple[Table, NDArray[np.int64]]:
    """Centred ranks of unit variance, shape (n, kept), and which columns are kept; unseen (NaN) is 0.

    A feature has the mean 0 over the crops in which it is seen. So a linear score cannot learn *where* it is
    seen, which would be the outline of the object.
    """
    seen = np.isfinite(features)
    ranks = rankdata(np.where(seen, features, np.inf), axis=0)
    count = seen.sum(axis=0)
    centred = np.where(seen, ranks - (count + 1) / 2, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / np.maximum(count, 1))
    kept = np.flatnonzero((count >= max(10, LEAST_SEEN * len(features))) & (spread > 0))
    return (centred[:, kept] / spread[kept]).astype(np.float32), kept


def probe_features(ranked: Table, labels: Labels, streams: Streams, *, level: float) -> Told:
    """Probe ranked features, shape (n, d). `level` is the chance of a false alarm over all six figures."""
    folds = _folds(labels.codes, streams.generator("folds"))
    # Crops that do not show a feature tie; a fixed order that knows no class parts them.
    order = streams.generator("ties").permutation(len(ranked))
    parted = (order / len(order) * 1e-4).astype(np.float32)[:, None]
    smoothers = [_smoother(ranked, folds == fold, fold) for fold in range(FOLDS)]
    generator = streams.generator("permutations")
    hot = labels.one_hot()
    scores, aucs = _judge(ranked, hot, folds, smoothers, parted)
    rows = [_figures(aucs)]
    for _ in range(PERMUTATIONS):
        mixed = _within_folds(folds, generator)
        rows.append(_figures(_judge(ranked, hot[mixed], folds, smoothers, parted)[1]))
    table = np.array(rows)
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    largest = ((table - mean) / spread).max(axis=1)
    chance = mean + spread * float(np.sort(largest[1:])[-_allowed(level)])
    feature_auc, feature_z = _features_alone(ranked, hot)
    return Told(
        figures=table[0],
        chance=chance,
        p_value=float((largest >= largest[0] - 1e-12).mean()),
        class_auc=aucs.max(axis=0),
        scores=scores,
        feature_auc=feature_auc,
        feature_z=feature_z,
    )


def area_under_curve(scores: NDArray[np.floating], hot: Table) -> NDArray[np.float64]:
    """AUC of each class against the rest, shape (classes,).

    Scores, without ties, and one-hot classes have the shape (n, classes). From the class's sum of ranks
    (Mann and Whitney 1947).
    """
    ordered = np.take_along_axis(hot, scores.argsort(axis=0), axis=0)
    inside = hot.sum(axis=0, dtype=float)
    ranks = np.arange(1, len(hot) + 1, dtype=float) @ ordered
    return np.asarray((ranks - inside * (inside + 1) / 2) / np.maximum(inside * (len(hot) - inside), 1))


def _folds(codes: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.int64]:
    """Fold of each crop; each class is spread evenly."""
    order = generator.permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    folds = np.empty(len(codes), np.int64)
    folds[order] = np.arange(len(codes)) % FOLDS
    return folds


def _within_folds(folds: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.int64]:
    order = np.arange(len(folds))
    for fold in range(FOLDS):
        rows = np.flatnonzero(folds == fold)
        order[rows] = generator.permutation(rows)
    return order


def _smoother(ranked: Table, held_out: NDArray[np.bool_], fold: int) -> Table:
    """Matrix that turns one-hot classes of the others into scores of the held-out crops (kernel ridge)."""
    shown, judged = ranked[~held_out], ranked[held_out]
    kernel = shown @ shown.T
    scale = float(np.trace(kernel)) / len(shown) or 1.0
    factor = cho_factor(kernel / scale + RIDGE * np.eye(len(shown), dtype=np.float32), lower=True)
    return np.asarray(cho_solve(factor, shown @ judged.T / scale).T, dtype=np.float32)


def _judge(
    ranked: Table, hot: Table, folds: NDArray[np.int64], smoothers: list[Table], parted: Table
) -> tuple[Table, NDArray[np.float64]]:
    """Held-out scores of the linear probe, and AUCs of the three probes, shape (3, classes)."""
    parts = [folds == fold for fold in range(FOLDS)]
    sums = [ranked[part].T @ hot[part] for part in parts]
    counts = [hot[part].sum(axis=0) for part in parts]
    total, total_count = np.sum(sums, axis=0), np.sum(counts, axis=0)
    scores, aucs = np.zeros_like(hot), np.zeros((3, hot.shape[1]))
    for part, part_sum, part_count, smoother in zip(parts, sums, counts, smoothers, strict=True):
        shown = hot[~part]
        priors = shown.mean(axis=0)
        scores[part] = smoother @ (shown - priors)
        # z of each class mean under chance: ranks have unit variance.
        z = (total - part_sum) / np.sqrt(np.maximum(total_count - part_count, 1))
        own = np.abs(z).argmax(axis=0)
        columns = np.arange(hot.shape[1])
        shared = int((z**2).sum(axis=1).argmax())
        means = z[shared] / np.sqrt(np.maximum(total_count - part_count, 1))
        for row, said in enumerate(
            (
                scores[part],
                ranked[np.ix_(part, own)] * np.sign(z[own, columns]),
                ranked[part, shared][:, None] * means,
            )
        ):
            aucs[row] += area_under_curve(said + parted[part], hot[part]) / FOLDS
    return scores, aucs


def _allowed(level: float) -> int:
    """The place of the permuted value, from the top, that is exceeded with at most the chance `level`."""
    return max(1, int(level * (PERMUTATIONS + 1) + 1e-9))


def _figures(aucs: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([aucs.mean(axis=1), aucs.max(axis=1)], axis=1).ravel()


def _features_alone(ranked: Table, hot: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """AUC and its z of each feature for each class, each shape (classes, features).

    Ranks of variance 1 span sqrt(12), so that AUC - 1/2 is the difference of the mean ranks by that.
    """
    seen = (ranked != 0).astype(np.float32)
    inside, total = (hot.T @ seen).astype(float), (hot.T @ ranked).astype(float)
    rest = np.maximum(seen.sum(axis=0) - inside, 0)
    enough = (inside >= LEAST_OF_CLASS) & (rest >= LEAST_OF_CLASS)
    # Seen ranks sum to zero, so the rest has the negative of the class's sum.
    apart = total / np.maximum(inside, 1) + total / np.maximum(rest, 1)
    auc = np.where(enough, 0.5 + apart / np.sqrt(12), 0.5)
    scale = np.sqrt(12 * inside * rest / np.maximum(inside + rest + 1, 1))
    return np.clip(auc, 0, 1), (auc - 0.5) * scale
