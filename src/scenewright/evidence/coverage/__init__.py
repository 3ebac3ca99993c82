"""Coverage of a dataset against where the machine will operate."""

from scenewright.evidence.coverage.measure import compare_coverage, measure_coverage
from scenewright.evidence.coverage.real_evidence import read_real
from scenewright.evidence.coverage.report import CoverageReport
from scenewright.evidence.coverage.suggest import suggest_scenario

__all__ = ["CoverageReport", "compare_coverage", "measure_coverage", "read_real", "suggest_scenario"]
