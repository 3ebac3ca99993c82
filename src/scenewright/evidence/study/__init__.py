"""Studies: which coverage or gap figure of a dataset tells how well it serves on real photos."""

from scenewright.evidence.study.plan import Study, load_study
from scenewright.evidence.study.report import StudyReport
from scenewright.evidence.study.run import run_study

__all__ = ["Study", "StudyReport", "load_study", "run_study"]
