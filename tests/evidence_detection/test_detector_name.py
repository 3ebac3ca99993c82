"""Trainings are kept by the detector's name, so whatever changes a result has to change the name."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from scenewright.evidence.transfer import detection
from scenewright.evidence.transfer.detection.document import DetectionDocument
from scenewright.evidence.transfer.detection.network import DETECTOR

MODULES = ("augment", "boxes", "detect", "network", "targets", "train")
MEANT = {"centre-net-3": "0ce28c11f0ea0647"}
"""Digest of the code that decides results, by name: a new digest goes with a new name."""


def code_digest() -> str:
    """Of the modules' syntax trees without docstrings; comments and layout are none of it."""
    folder, whole = Path(detection.__path__[0]), hashlib.sha256()
    for name in MODULES:
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(getattr(node, "body", None), list):
                node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
        whole.update(ast.unparse(tree).encode())
    return whole.hexdigest()[:16]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_plans_name_the_detector_that_there_is() -> None:
    assert DetectionDocument.model_fields["detector"].default == DETECTOR


def test_another_detector_has_another_name() -> None:
    assert MEANT.get(DETECTOR) == code_digest(), "its code changed: name it anew, then note the digest here"
