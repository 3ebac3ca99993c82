"""Predictors: figures of a dataset that are said to tell its worth on real photos, one kind a module."""

from scenewright.evidence.study.predictors.base import Photos, Predictor, Seen
from scenewright.evidence.study.predictors.image_statistics import STATISTICS_ENERGY, STATISTICS_W1
from scenewright.evidence.study.predictors.kernel_distance import KID
from scenewright.evidence.study.predictors.proxy_a_distance import PROXY_A_DISTANCE
from scenewright.evidence.study.predictors.synthetic_accuracy import SYNTHETIC_ACCURACY
from scenewright.evidence.study.predictors.tway_coverage import COVERAGE_1, COVERAGE_2, COVERAGE_3
from scenewright.evidence.study.predictors.weighted_coverage import (
    EXPOSURE_WEIGHTED_1,
    EXPOSURE_WEIGHTED_2,
)

__all__ = ["PREDICTORS", "Photos", "Predictor", "Seen"]

PREDICTORS = {
    predictor.name: predictor
    for predictor in (
        COVERAGE_1,
        COVERAGE_2,
        COVERAGE_3,
        EXPOSURE_WEIGHTED_1,
        EXPOSURE_WEIGHTED_2,
        STATISTICS_W1,
        STATISTICS_ENERGY,
        PROXY_A_DISTANCE,
        KID,
        SYNTHETIC_ACCURACY,
    )
}
