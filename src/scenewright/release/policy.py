"""The release policy: typed gates, and how many distinct people approve each provenance class."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from scenewright.documents import DocumentModel, Source, read_document
from scenewright.identity import digest

__all__ = ["Approvals", "Gate", "Policy", "load_policy"]

ROOTS = ("coverage", "quality", "transfer", "claims", "release")
Class = Literal["fully_synthetic", "simulated_with_real_textures", "derived_from_real"]


class Gate(DocumentModel):
    """One gate. A metric that is missing or not a finite number fails it."""

    name: str = Field(min_length=1)
    metric: str = Field(pattern=r"^(coverage|quality|transfer|claims|release)(\.[^.\s]+)+$")
    """Dotted path into a report, e.g. `transfer.headline.balanced_accuracy.mean`."""
    slice: str = ""
    """Name of a slice of the report: the metric is looked up inside it."""
    comparator: Literal[">=", ">", "<=", "<", "=="]
    threshold: bool | float
    severity: Literal["block", "warn"] = "block"
    baseline: str = ""
    """`parent`, or the path of another metric: the difference to it is compared."""

    @model_validator(mode="after")
    def _finite(self) -> Gate:
        if not math.isfinite(self.threshold):
            raise ValueError("a finite threshold")
        if isinstance(self.threshold, bool) and (self.comparator != "==" or self.baseline):
            raise ValueError("comparator '==' and no baseline with a threshold of true or false")
        return self


class Approvals(DocumentModel):
    """Who has to approve releases of one provenance class."""

    people: Annotated[int, Field(ge=1, le=20, strict=True)]
    """Distinct people, whatever number of keys they have."""
    author_may_approve: bool = False


class Policy(DocumentModel):
    """A policy document."""

    name: str = Field(min_length=1)
    gates: list[Gate]
    approvals: dict[Class, Approvals]

    @model_validator(mode="after")
    def _distinct(self) -> Policy:
        names = [gate.name for gate in self.gates]
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"distinct gate names, but found twice: {', '.join(doubled)}")
        return self

    @property
    def digest(self) -> str:
        return digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def load_policy(path: Path) -> tuple[Policy, Source]:
    """Read a policy document. Raises `InputError` with every problem."""
    return read_document(path, "Policy", Policy)
