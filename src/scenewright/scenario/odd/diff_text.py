"""The difference of two ODDs for people."""

from __future__ import annotations

from typing import Any

__all__ = ["odd_diff_lines"]


def odd_diff_lines(diff: dict[str, Any]) -> list[str]:
    """Plain text of an `OddDiff.to_json()`."""
    lines = []
    if diff["version"]["before"] != diff["version"]["after"]:
        lines.append(
            f"version: {_or_none(diff['version']['before'])} -> {_or_none(diff['version']['after'])}"
        )
    lines += [f"+ attribute {name}" for name in diff["added"]]
    lines += [f"- attribute {name}" for name in diff["removed"]]
    for change in diff["changed"]:
        lines.append(f"~ attribute {change['name']}")
        rows = change["fields"]
        lines += [f"    {r['field']}: {_or_none(r['before'])} -> {_or_none(r['after'])}" for r in rows]
        for row in change["buckets"]:
            lines.append(f"    bucket {row['label']}: {_or_none(row['before'])} -> {_or_none(row['after'])}")
        if change["exposure"]:
            lines += _exposure(change["exposure"], "    ")
        lines += [f"    risk {r['label']}: {r['before']:g} -> {r['after']:g}" for r in change["risk"]]
    for entry in diff["joint"]:
        lines.append(f"~ {' × '.join(entry['attributes'])} together")
        lines += _exposure(entry["exposure"], "    ")
    lines += [f"+ infeasible {text}" for text in diff["infeasible_added"]]
    lines += [f"- infeasible {text}" for text in diff["infeasible_removed"]]
    before, after = diff["estimated_from"]["before"], diff["estimated_from"]["after"]
    if before != after:
        lines.append(f"estimated from: {_or_none(before[:12])} -> {_or_none(after[:12])}")
    return lines or ["no difference"]


def _exposure(moved: dict[str, Any], indent: str) -> list[str]:
    size = f"mass moved {moved['total_variation']:.1%}, JS {moved['jensen_shannon_bits']:.4f} bit"
    moves = [f"{m['label']} {m['before']:.3g} -> {m['after']:.3g}" for m in moved["largest"]]
    return [f"{indent}exposure: {size} ({', '.join(moves)})"]


def _or_none(text: str) -> str:
    return text or "none"
