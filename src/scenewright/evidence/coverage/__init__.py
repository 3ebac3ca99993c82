"""Coverage of a dataset against where the machine will operate."""

from scenewright.evidence.coverage.measure import compare_coverage, measure_coverage
from scenewright.evidence.coverage.report import CoverageReport

__all__ = ["CoverageReport", "compare_coverage", "measure_coverage"]
