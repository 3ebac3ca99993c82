"""What an evaluation plan claims, judged by the report's figures."""

from __future__ import annotations

from typing import Any

from scenewright.evidence.transfer.document import Claim

__all__ = ["judge_claim"]


def judge_claim(claim: Claim, content: dict[str, Any]) -> dict[str, Any]:
    """Met when the figure reaches the bound and, for a gain, its interval lies above zero."""
    bound, least = claim.bound
    found = _measured(claim, bound, content)
    entry = {**claim.model_dump(mode="json"), "measured": found, "verdict": "not measurable"}
    if found is not None:
        met = found["value"] >= least and (bound != "gain_at_least" or found["low"] > 0)
        entry["verdict"] = "met" if met else "not met"
    return entry


def _measured(claim: Claim, bound: str, content: dict[str, Any]) -> dict[str, float] | None:
    if bound == "of_real_at_least":
        return content["of_real"].get(claim.part, {}).get(claim.metric)
    if bound == "gain_at_least":
        row = next((r for r in _gains(claim, content) if r["slice"] == claim.slice), None)
        return row[claim.metric] if row and not row["too_few"] and claim.metric in row else None
    subject = content["subject"]["dataset"]
    result = next(r for r in content["results"] if r["dataset"] == subject)
    if claim.slice == "all" and claim.metric in result["parts"][claim.part]:
        return dict(result["parts"][claim.part][claim.metric])
    row = next(r for r in result["slices"][claim.part] if r["slice"] == claim.slice)
    return None if row["too_few"] else {"value": row[claim.metric]}


def _gains(claim: Claim, content: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the comparison that a claimed gain is about."""
    if claim.real_fraction is None:
        pair = [c for c in content["comparisons"] if c["candidate"] == content["subject"]["dataset"]]
    else:
        pair = [c for c in content["comparisons"] if c.get("real_fraction") == claim.real_fraction]
    return list(pair[-1]["slices"][claim.part]) if pair else []
