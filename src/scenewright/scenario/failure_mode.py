"""Failure-mode documents: a known weakness on real data, and what is expected of the data against it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from scenewright.documents import DocumentModel, Number, read_document
from scenewright.scenario.sql import Sql

__all__ = ["FailureMode", "load_failure_mode"]


class FailureMode(DocumentModel):
    """A slice of real data, a metric, the scenarios against it and the gain that is expected of them."""

    name: str = Field(min_length=1, max_length=120)
    description: str = ""
    slice: str = Field(min_length=1)
    """Name of a slice of the evaluation plan."""
    metric: str = Field(default="accuracy", min_length=1)
    expected_gain: Number = Field(gt=0, le=1)
    scenarios: tuple[str, ...] = ()
    """Names of the scenarios that target it."""
    region: Sql = ""
    """Expression over scenario parameters: where in the world the weakness lies."""


def load_failure_mode(path: Path) -> FailureMode:
    """Read a failure-mode file. Raises `InputError` with every problem found."""
    return read_document(path, "FailureMode", FailureMode)[0]
