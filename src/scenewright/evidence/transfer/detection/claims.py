"""What a detection plan claims, judged by the report's figures."""

from __future__ import annotations

from typing import Any

from scenewright.evidence.transfer.detection.document import DetectionClaim

__all__ = ["judge_claim"]


def judge_claim(claim: DetectionClaim, content: dict[str, Any]) -> dict[str, Any]:
    """Met when the figure reaches the bound and, for a gain, its interval lies above zero."""
    bound, least = claim.bound
    found = _measured(claim, bound, content)
    entry = {**claim.model_dump(mode="json"), "measured": found, "verdict": "not measurable"}
    if found is not None:
        met = found["value"] >= least and (bound != "gain_at_least" or found["low"] > 0)
        entry["verdict"] = "met" if met else "not met"
    return entry


def _measured(claim: DetectionClaim, bound: str, content: dict[str, Any]) -> dict[str, float] | None:
    subject = content["subject"]["dataset"]
    if bound == "of_real_at_least":
        return content["of_real"].get(claim.metric) if claim.slice == "all" else None
    if bound == "gain_at_least":
        first = content["results"][0]["dataset"]
        pairs = [c for c in content["comparisons"] if (c["baseline"], c["candidate"]) == (first, subject)]
        rows = pairs[-1]["slices"]["test"] if pairs else []
    else:
        result = next(r for r in content["results"] if r["dataset"] == subject)
        if claim.slice == "all":
            return dict(result[claim.metric]) if result.get(claim.metric) else None
        rows = result["slices"]
    row = next((r for r in rows if r["slice"] == claim.slice), None)
    if row is None or row["too_few"]:
        return None
    return row.get(claim.metric)
