"""Calibration: distributions of camera and light parameters fitted to real photos."""

from scenewright.evidence.calibration.calibrate import Calibration, Settings, calibrate
from scenewright.evidence.calibration.report import CalibrationReport

__all__ = ["Calibration", "CalibrationReport", "Settings", "calibrate"]
