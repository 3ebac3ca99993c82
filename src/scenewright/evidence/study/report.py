"""The study report: its JSON and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.identity import digest

__all__ = ["StudyReport"]


@dataclass(frozen=True)
class StudyReport:
    """What a study found."""

    content: dict[str, Any]
    """JSON-able, without `digest`."""
    crops: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)
    """Variant -> a few of its crops for the page, sRGB, shape (n, height, width, 3)."""

    def to_json(self) -> dict[str, Any]:
        """The content and its digest."""
        return {**self.content, "digest": digest(self.content)}

    def to_html(self) -> str:
        """One self-contained page."""
        from scenewright.evidence.study.page import study_page

        return study_page(self)
