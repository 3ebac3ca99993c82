"""Transfer of detection: what a dataset is worth for finding objects in real photos."""

from scenewright.evidence.transfer.detection.document import KIND
from scenewright.evidence.transfer.detection.plan import (
    DetectionPlan,
    detection_plan_from_document,
    load_detection_plan,
)
from scenewright.evidence.transfer.detection.run import run_detection

__all__ = ["KIND", "DetectionPlan", "detection_plan_from_document", "load_detection_plan", "run_detection"]
