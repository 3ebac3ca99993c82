"""Accuracy on frames of the variant itself that were not trained on."""

from __future__ import annotations

from scenewright.evidence.study.predictors.base import Predictor

__all__ = ["SYNTHETIC_ACCURACY"]

SYNTHETIC_ACCURACY = Predictor(
    name="synthetic_accuracy",
    meaning="accuracy on frames of the variant that were not trained on, mean over seeds",
    expected="positive",
    measure=lambda seen: float(seen.held_out_accuracy.mean()),
)
