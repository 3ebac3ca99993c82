"""A scenario diff for people: lines of text, and sections of a page."""

from __future__ import annotations

from typing import Any

from scenewright.pages import Section, note_html, render_page, table_html

__all__ = ["diff_lines", "diff_page", "diff_sections"]


def diff_lines(diff: dict[str, Any]) -> list[str]:
    """Plain text of a `LibraryDiff.to_json()`."""
    lines = [f"+ scenario {name}" for name in diff["added"]]
    lines += [f"- scenario {name}" for name in diff["removed"]]
    for change in diff["changed"]:
        lines.append(f"~ scenario {change['name']}")
        lines += [f"    {row[0]}: {row[1]} -> {row[2]}{_moved(row[3])}" for row in _rows(change)]
        if change["accepted_before"] != change["accepted_after"]:
            before, after = change["accepted_before"], change["accepted_after"]
            lines.append(f"    draws that meet the constraints: {before:.1%} -> {after:.1%}")
    return lines or ["no difference"]


def diff_sections(diff: dict[str, Any]) -> list[Section]:
    """Sections of a page of a `LibraryDiff.to_json()`."""
    names = [("added", name) for name in diff["added"]] + [("removed", name) for name in diff["removed"]]
    names += [("changed", change["name"]) for change in diff["changed"]]
    if not names:
        return [Section("Scenarios", note_html("No scenario differs."))]
    lead = "Mass moved: the share of a parameter's probability that went elsewhere (total variation)."
    sections = [Section("Scenarios", table_html(("change", "scenario"), names), lead)]
    for change in diff["changed"]:
        table = table_html(("what", "before", "after", "mass moved"), _rows(change))
        share = ""
        if change["accepted_before"] is not None:
            share = f"Draws that meet the constraints: {change['accepted_before']:.1%} before, "
            share += f"{change['accepted_after']:.1%} after."
        sections.append(Section(f"Scenario {change['name']}", table, share))
    return sections


def diff_page(diff: dict[str, Any], before: str, after: str) -> str:
    """One self-contained page; `before` and `after` name the two sides."""
    return render_page("Scenario diff", diff_sections(diff), facts={"before": before, "after": after})


def _rows(change: dict[str, Any]) -> list[tuple[str, str, str, float | None]]:
    rows: list[tuple[str, str, str, float | None]] = [
        (p["parameter"], _shown(p["before"]), _shown(p["after"]), p["mass_moved"])
        for p in change["parameters"]
    ]
    rows += [
        (f"{e['field']} {e['change']}", e["before"] or "–", e["after"] or "–", None)
        for e in change["expressions"]
    ]
    for d in change.get("dependences", ()):
        what = f"{d['field']} of {', '.join(d['parameters'])}"
        rows.append((what, _shown(d["before"]), _shown(d["after"]), d["mass_moved"]))
    rows += [(f["field"], _shown(f["before"]), _shown(f["after"]), None) for f in change["fields"]]
    return rows


def _moved(value: float | None) -> str:
    return "" if value is None else f"  (mass moved {value:.0%})"


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)
