"""Synthetic against real: can the noise floor, or the look as a whole, tell where a picture comes from?

It always can to some degree. The figure says how much a model could lean on it, and whether a change of the
camera model brought the two nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.noise import noise_statistics
from scenewright.evidence.shortcuts.probe import area_under_curve, rank_features
from scenewright.evidence.transfer.crops import Fit, fit_crop
from scenewright.randomness import Streams

__all__ = ["DomainGap", "measure_domain_gap"]

FOLDS = 5
RESAMPLES = 400
QUANTILES = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
RIDGE = 0.1


@dataclass(frozen=True)
class DomainGap:
    """How well a linear classifier tells synthetic crops from photos."""

    features: str
    """`noise floor` or `look`."""
    auc: float
    low: float
    high: float
    """95 % interval of a bootstrap over groups of photos and over crops."""
    error: float
    """Balanced, at the threshold between the classes, of held-out pictures."""
    proxy_a_distance: float
    """2 (1 - 2 error), Ben-David et al. 2007: 0 where nothing tells, 2 where everything does."""
    crops: int
    photos: int


def measure_domain_gap(
    crops: Sequence[NDArray[np.uint8]],
    photos: Sequence[NDArray[np.uint8]],
    groups: NDArray[np.int64],
    fit: Fit,
    streams: Streams,
) -> tuple[DomainGap, ...]:
    """By the noise floor and by the look (noise, colours, texture), at the size that the plan's probe sees.

    Pictures are sRGB; `groups` are those of the photos: a group is held out as a whole. The two sides are
    expected to show the same classes in the same numbers.
    """
    fitted = [fit_crop(image, fit) for image in (*crops, *photos)]
    noise = np.stack([_noise(image) for image in fitted])
    look = np.concatenate([noise, np.stack([_look(image) for image in fitted])], axis=1)
    real = np.arange(len(fitted)) >= len(crops)
    units = np.concatenate([np.arange(len(crops)), groups + len(crops)])
    named = {"noise floor": noise, "look": look}
    return tuple(_gap(name, table, real, units, streams.child(name)) for name, table in named.items())


def _noise(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    return noise_statistics(image, np.ones(image.shape[:2], bool))


def _look(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    planes = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    quantiles = np.quantile(planes.reshape(-1, 3), QUANTILES, axis=0)
    # Energy by radial band of the spectrum, in octaves.
    power = np.abs(np.fft.rfft2(planes[..., 0] - planes[..., 0].mean())) ** 2
    fy, fx = np.meshgrid(np.fft.fftfreq(planes.shape[0]), np.fft.rfftfreq(planes.shape[1]), indexing="ij")
    band = np.clip(np.floor(-np.log2(np.maximum(np.hypot(fy, fx), 1e-6))), 0, 5).astype(int)
    energy = np.log1p(
        np.bincount(band.ravel(), power.ravel(), 6) / np.maximum(np.bincount(band.ravel(), minlength=6), 1)
    )
    return np.concatenate([quantiles.ravel(), energy]).astype(np.float32)


def _gap(
    name: str, table: NDArray[np.float32], real: NDArray[np.bool_], units: NDArray[np.int64], streams: Streams
) -> DomainGap:
    ranked, _ = rank_features(table)
    each, unit_of = np.unique(units, return_inverse=True)
    folds = (streams.generator("folds").permutation(len(each)) % FOLDS)[unit_of]
    scores = np.zeros(len(ranked))
    for fold in range(FOLDS):
        shown = folds != fold
        scores[~shown] = _ridge(ranked[shown], real[shown], ranked[~shown])
    generator = streams.generator("bootstrap")
    ties = generator.permutation(len(scores)) * 1e-9
    sides = [np.unique(unit_of[real == side]) for side in (False, True)]
    rows_of = [np.flatnonzero(unit_of == unit) for unit in range(len(each))]
    drawn = []
    for _ in range(RESAMPLES):
        picked = np.concatenate([generator.choice(side, len(side)) for side in sides])
        rows = np.concatenate([rows_of[unit] for unit in picked])
        drawn.append(_auc(scores[rows] + ties[rows] + np.arange(len(rows)) * 1e-12, real[rows]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    wrong = (scores > 0) != real
    error = float((wrong[real].mean() + wrong[~real].mean()) / 2)
    auc = _auc(scores + ties, real)
    return DomainGap(
        name, auc, float(low), float(high), error, 2 * (1 - 2 * error), int((~real).sum()), int(real.sum())
    )


def _ridge(
    shown: NDArray[np.float32], real: NDArray[np.bool_], judged: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Scores, above 0 for real; both sides weigh the same."""
    weight = np.where(real, 0.5 / max(real.sum(), 1), 0.5 / max((~real).sum(), 1))
    x = np.column_stack([shown, np.ones(len(shown))]).astype(float)
    penalty = RIDGE * np.eye(x.shape[1]) * np.append(np.ones(x.shape[1] - 1), 0) / x.shape[1]
    w = np.linalg.solve(
        (x * weight[:, None]).T @ x + penalty, (x * weight[:, None]).T @ np.where(real, 1.0, -1.0)
    )
    return np.asarray(np.column_stack([judged, np.ones(len(judged))]) @ w)


def _auc(scores: NDArray[np.float64], real: NDArray[np.bool_]) -> float:
    return float(area_under_curve(scores[:, None], real.astype(np.float32)[:, None])[0])
