"""Quality checks of a dataset: one check a module."""

from scenewright.evidence.quality.base import CheckResult
from scenewright.evidence.quality.check import check_dataset
from scenewright.evidence.quality.report import QualityReport

__all__ = ["CheckResult", "QualityReport", "check_dataset"]
