"""Transfer: what a dataset is worth on real photos, with seeds, intervals, controls and slices."""

from scenewright.evidence.transfer.arms import CONTROL
from scenewright.evidence.transfer.crops import Fit, LabelledCrops, crops_from_images
from scenewright.evidence.transfer.plan import Plan, load_plan, plan_from_document
from scenewright.evidence.transfer.report import TransferReport, WeakSlice, find_weak_slices
from scenewright.evidence.transfer.run import load_photos, run_transfer

__all__ = [
    "CONTROL",
    "Fit",
    "LabelledCrops",
    "Plan",
    "TransferReport",
    "WeakSlice",
    "crops_from_images",
    "find_weak_slices",
    "load_photos",
    "load_plan",
    "plan_from_document",
    "run_transfer",
]
