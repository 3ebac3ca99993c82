"""Proxy A-distance: how well a linear classifier tells frames from photos (Ben-David et al. 2007)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.study.predictors.base import Predictor, Seen

__all__ = ["PROXY_A_DISTANCE", "domain_error", "proxy_a_distance"]

Array = NDArray[np.float64]
_FOLDS = 5
_SHRINK = 0.01
"""Share of the mean variance that is added to every direction of the within-class covariance."""


def proxy_a_distance(error: float) -> float:
    """2 (1 - 2 error): 2 where the domains are told apart without error, 0 where by chance alone."""
    return 2 * (1 - 2 * error)


def domain_error(
    frames: Array, photos: Array, groups: NDArray[np.int64], generator: np.random.Generator
) -> float:
    """Cross-validated balanced error of Fisher's linear discriminant (Fisher 1936), ridge-regularised.

    Near-duplicate `groups` of photos, shape (photos,), go whole into one of five folds.
    """
    names, members = np.unique(groups, return_inverse=True)
    fold_of_group = generator.permutation(len(names)) % _FOLDS
    fold_of_photo = fold_of_group[members]
    fold_of_frame = generator.permutation(len(frames)) % _FOLDS
    wrong = [0, 0]
    for fold in range(_FOLDS):
        train = frames[fold_of_frame != fold], photos[fold_of_photo != fold]
        test = frames[fold_of_frame == fold], photos[fold_of_photo == fold]
        means = [part.mean(axis=0) for part in train]
        spread = np.mean([np.cov(part, rowvar=False) for part in train], axis=0)
        ridge = _SHRINK * np.trace(spread) / len(spread) + 1e-12
        direction = np.linalg.solve(spread + ridge * np.eye(len(spread)), means[1] - means[0])
        threshold = direction @ (means[0] + means[1]) / 2
        wrong[0] += int((test[0] @ direction > threshold).sum())
        wrong[1] += int((test[1] @ direction <= threshold).sum())
    return (wrong[0] / len(frames) + wrong[1] / len(photos)) / 2


def _measure(seen: Seen) -> float:
    chance = seen.streams.generator("domain folds")
    return proxy_a_distance(domain_error(seen.features, seen.photos.features, seen.photos.groups, chance))


PROXY_A_DISTANCE = Predictor(
    name="proxy_a_distance",
    meaning="how well a linear classifier on a fixed probe's features tells frames from dev photos, -2 to 2",
    expected="negative",
    measure=_measure,
)
