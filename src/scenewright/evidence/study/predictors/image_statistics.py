"""Distance to real photos in classical statistics of images."""

from __future__ import annotations

import numpy as np
from scipy.stats import wasserstein_distance

from scenewright.evidence.calibration.energy import unbiased_energy_distance
from scenewright.evidence.calibration.image_statistics import STATISTICS
from scenewright.evidence.study.predictors.base import Predictor, Seen

__all__ = ["STATISTICS_ENERGY", "STATISTICS_W1"]

_MARGINALS = ("luma_mean", "luma_deviation", "saturation_mean", "sharpness")


def _wasserstein(seen: Seen) -> float:
    """Mean 1-Wasserstein distance of the marginals, each in units of its spread among the photos."""
    columns = [list(STATISTICS).index(name) for name in _MARGINALS]
    pairs = [(seen.statistics[:, c], seen.photos.statistics[:, c]) for c in columns]
    return float(np.mean([wasserstein_distance(frames, photos) for frames, photos in pairs]))


def _energy(seen: Seen) -> float:
    return unbiased_energy_distance(seen.statistics, seen.photos.statistics)


STATISTICS_W1 = Predictor(
    name="statistics_w1",
    meaning="mean 1-Wasserstein distance to dev photos in brightness, contrast, saturation and sharpness",
    expected="negative",
    measure=_wasserstein,
)
STATISTICS_ENERGY = Predictor(
    name="statistics_energy",
    meaning=f"energy distance to dev photos in {len(STATISTICS)} statistics of images together",
    expected="negative",
    measure=_energy,
)
