"""What a release claims about failure modes, judged by its transfer report."""

from __future__ import annotations

from typing import Any

from scenewright.errors import nearest
from scenewright.evidence.transfer.regressions import regressions
from scenewright.scenario.failure_mode import FailureMode, load_failure_mode

__all__ = ["FailureMode", "claim_verdict", "load_failure_mode", "regressions_of", "slice_changes"]


def claim_verdict(mode: FailureMode, transfer: list[Any]) -> dict[str, Any]:
    """The claim with its verdict from the test part of the transfer reports' last comparison.

    *met*: the gain is at least as expected and its 95 % interval lies above zero. *not measurable*: no
    comparison that has the slice and the metric, or too few photos; `why` says which. Otherwise *not met*.
    """
    rows = {row["slice"]: row for report in reversed(transfer) for row in _test_rows(report)}
    arms = {row["slice"]: _arm(report) for report in reversed(transfer) for row in _test_rows(report)}
    row = rows.get(mode.slice)
    why = _unmeasured(mode, rows)
    found = None if why else rows[mode.slice][mode.metric]
    if found is None:
        verdict = "not measurable"
    else:
        verdict = "met" if found["value"] >= mode.expected_gain and found["low"] > 0 else "not met"
    measured = {"gain": found["value"], "low": found["low"], "high": found["high"]} if found else None
    return {
        **mode.model_dump(mode="json"),
        "measured": measured,
        "compared_with": arms.get(mode.slice, ""),
        "photos": row["n"] if row else 0,
        "verdict": verdict,
        "why": why,
    }


def _unmeasured(mode: FailureMode, rows: dict[str, dict[str, Any]]) -> str:
    """Why the claim has no figure; empty when it has one."""
    if not rows:
        return "no transfer report compares with a baseline"
    if mode.slice not in rows:
        return f"the plan has no slice '{mode.slice}', {nearest(mode.slice, list(rows))}"
    row = rows[mode.slice]
    if row["too_few"]:
        return f"{row['n']} photos are too few for the plan"
    measured = [name for name, value in row.items() if isinstance(value, dict) and "low" in value]
    if mode.metric not in measured:
        return f"no '{mode.metric}' was measured on this slice, {nearest(mode.metric, measured)}"
    return ""


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
        if r.get(metric) and "verdict" in r
    ]


def regressions_of(transfer: list[Any]) -> dict[str, Any] | None:
    """What the last comparison did to every slice of the test photos; None without a comparison.

    `compared_with` is the arm that the release's data was compared with, at equal volume.
    """
    report = next((report for report in transfer if _test_rows(report)), None)
    if report is None:
        return None
    comparison, metric = report["comparisons"][-1], report["plan"]["metrics"][0]
    found = comparison.get("regressions") or regressions(_test_rows(report), metric)
    return {
        "compared_with": _arm(report),
        "candidate": comparison.get("candidate", ""),
        "metric": metric,
        **found,
    }


def _arm(report: Any) -> str:
    return str(report["comparisons"][-1].get("baseline", ""))


def _test_rows(report: Any) -> list[dict[str, Any]]:
    """Rows of the last comparison; none for a report of another form, whose claims are not measurable."""
    try:
        rows = report["comparisons"][-1]["slices"]["test"]
        return [row for row in rows if {"slice", "n", "too_few"} <= row.keys()]
    except (AttributeError, IndexError, KeyError, TypeError):
        return []
