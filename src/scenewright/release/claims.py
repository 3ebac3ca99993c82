"""What a release claims about failure modes, judged by its transfer report."""

from __future__ import annotations

from typing import Any

from scenewright.scenario.failure_mode import FailureMode, load_failure_mode

__all__ = ["FailureMode", "claim_verdict", "load_failure_mode", "slice_changes"]


def claim_verdict(mode: FailureMode, transfer: list[Any]) -> dict[str, Any]:
    """The claim with its verdict from the test part of the transfer reports' last comparison.

    *met*: the gain is at least as expected and its 95 % interval lies above zero. *not measurable*: no
    comparison that has the slice and the metric, or too few photos. Otherwise *not met*.
    """
    row = next((row for report in transfer if (row := _row(report, mode)) is not None), None)
    found = row.get(mode.metric) if row and not row["too_few"] else None
    if found is None:
        verdict = "not measurable"
    else:
        verdict = "met" if found["value"] >= mode.expected_gain and found["low"] > 0 else "not met"
    measured = {"gain": found["value"], "low": found["low"], "high": found["high"]} if found else None
    return {
        **mode.model_dump(mode="json"),
        "measured": measured,
        "photos": row["n"] if row else 0,
        "verdict": verdict,
    }


def slice_changes(transfer: list[Any]) -> list[dict[str, Any]]:
    """How each slice of the test photos changed, from the last comparison of the transfer reports.

    By the plan's first metric, which is the one that the verdicts are about.
    """
    report = next((report for report in transfer if _test_rows(report)), None)
    if report is None:
        return []
    metric = report["plan"]["metrics"][0]
    return [
        {
            "slice": r["slice"],
            "photos": r["n"],
            "metric": metric,
            "change": r[metric],
            "verdict": r["verdict"],
        }
        for r in _test_rows(report)
        if metric in r and "verdict" in r
    ]


def _row(report: dict[str, Any], mode: FailureMode) -> dict[str, Any] | None:
    return next((dict(row) for row in _test_rows(report) if row["slice"] == mode.slice), None)


def _test_rows(report: Any) -> list[dict[str, Any]]:
    """Rows of the last comparison; none for a report of another form, whose claims are not measurable."""
    try:
        rows = report["comparisons"][-1]["slices"]["test"]
        return [row for row in rows if {"slice", "n", "too_few"} <= row.keys()]
    except (AttributeError, IndexError, KeyError, TypeError):
        return []
