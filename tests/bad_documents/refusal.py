"""What a verb says when it refuses a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Refusal", "Refuse"]


@dataclass(frozen=True)
class Refusal:
    text: str
    """What the verb printed on stderr."""
    problems: list[dict[str, Any]]
    """The same as JSON, from stdout."""


Refuse = Callable[[str, Path], Refusal]
