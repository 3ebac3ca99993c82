"""Failure modes and what a release claims about them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from pydantic import Field

from scenewright.documents import DocumentModel, read_document

__all__ = ["FailureMode", "claim_verdict", "load_failure_mode"]


class FailureMode(DocumentModel):
    """A known weakness: a slice of real data, a metric, the scenarios against it, the expected gain."""

    name: str = Field(min_length=1)
    description: str = ""
    slice: str = Field(min_length=1)
    metric: str = Field(default="accuracy", min_length=1)
    expected_gain: float = Field(gt=0, le=1)
    scenarios: tuple[str, ...] = ()
    region: str = ""
    """Expression over scenario parameters, for reading."""


def load_failure_mode(path: Path) -> FailureMode:
    return read_document(path, "FailureMode", FailureMode)[0]


def claim_verdict(mode: FailureMode, transfer: list[Any]) -> dict[str, Any]:
    """The claim with its verdict from the comparison of a transfer report.

    *met*: the gain is at least as expected and its 95 % interval lies above zero. *not measurable*: no
    comparison, too few images, or not a finite number. Otherwise *not met*.
    """
    row = next((row for report in transfer if (row := _row(report, mode)) is not None), None)
    gain, low, high = (_number(row, *names) for names in (_MEAN, _LOW, _HIGH))
    if row is None or row.get("too_few") or gain is None or low is None:
        verdict = "not measurable"
    else:
        verdict = "met" if gain >= mode.expected_gain and low > 0 else "not met"
    measured = {"gain": gain, "low": low, "high": high}
    return {**mode.model_dump(mode="json"), "measured": measured, "verdict": verdict}


_MEAN = ("mean", "gain", "difference", "value")
_LOW, _HIGH = ("low", "lower", "ci_low"), ("high", "upper", "ci_high")


def _row(report: Any, mode: FailureMode) -> dict[str, Any] | None:
    comparisons = report.get("comparison") or report.get("comparisons") or []
    for comparison in comparisons if isinstance(comparisons, list) else [comparisons]:
        slices = comparison.get("slices", []) if isinstance(comparison, dict) else []
        rows = [{"name": k, **v} for k, v in slices.items()] if isinstance(slices, dict) else slices
        for row in rows:
            if mode.slice in (row.get("name"), row.get("slice")):
                inner = row.get(mode.metric) or row.get("gain") or row.get("difference") or row
                return {**inner, "too_few": row.get("too_few", False)} if isinstance(inner, dict) else row
    return None


def _number(row: dict[str, Any] | None, *names: str) -> float | None:
    for name in names:
        value = (row or {}).get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
    return None
