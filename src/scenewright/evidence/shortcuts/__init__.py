"""Shortcuts: does anything but the object let a model learn the class?"""

from scenewright.evidence.shortcuts.audit import audit_crops, audit_dataset
from scenewright.evidence.shortcuts.base import AuditResult, Labels
from scenewright.evidence.shortcuts.crops import AuditCrop, read_crops
from scenewright.evidence.shortcuts.page import shortcut_sections
from scenewright.evidence.shortcuts.real import compare_with_real
from scenewright.evidence.shortcuts.report import RealComparison, ShortcutReport

__all__ = [
    "AuditCrop",
    "AuditResult",
    "Labels",
    "RealComparison",
    "ShortcutReport",
    "audit_crops",
    "audit_dataset",
    "compare_with_real",
    "read_crops",
    "shortcut_sections",
]
