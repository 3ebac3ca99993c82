"""Release notes, as Markdown and as a page."""

from __future__ import annotations

from typing import Any

from scenewright.pages import Section, render_page, table_html

__all__ = ["notes_markdown", "notes_page"]


def notes_markdown(manifest: dict[str, Any]) -> str:
    lines = [
        f"# {manifest['name']} {manifest['version']}",
        "",
        f"Change of the data: {manifest['bump']}.",
        "",
        "## Scenarios",
        "",
    ]
    diff = manifest["scenario_diff"]
    lines += [f"- {word}: {name}" for word in ("added", "removed") for name in diff[word]]
    lines += [f"- changed: {c['name']} ({', '.join(c['fields'])})" for c in diff["changed"]]
    lines += ["", "## Failure modes", ""]
    lines += [
        f"- {c['name']} on '{c['slice']}': {c['verdict']} "
        f"(gain {c['measured']['gain']}, expected {c['expected_gain']})"
        for c in manifest["claims"]
    ]
    lines += ["", "## Gates", ""]
    lines += [
        f"- {'passed' if v['passed'] else 'FAILED'}: {v['gate']['name']}: {v['detail']}"
        for v in manifest["gates"]
    ]
    lines += [
        "",
        "## Provenance",
        "",
        f"{manifest['provenance']['class']}: " + "; ".join(manifest["provenance"]["reasons"]),
        "",
    ]
    return "\n".join(lines)


def notes_page(manifest: dict[str, Any]) -> str:
    return render_page(f"Release notes: {manifest['name']} {manifest['version']}", sections(manifest))


def sections(manifest: dict[str, Any]) -> list[Section]:
    diff = manifest["scenario_diff"]
    changes = [(word, name) for word in ("added", "removed") for name in diff[word]]
    changes += [("changed", f"{c['name']}: {', '.join(c['fields'])}") for c in diff["changed"]]
    claims = [
        (
            c["name"],
            c["slice"],
            c["expected_gain"],
            c["measured"]["gain"],
            c["measured"]["low"],
            c["measured"]["high"],
            c["verdict"],
        )
        for c in manifest["claims"]
    ]
    gates = [
        (v["gate"]["name"], v["gate"]["metric"], v["detail"], "passed" if v["passed"] else "failed")
        for v in manifest["gates"]
    ]
    return [
        Section("Scenarios", table_html(("change", "scenario"), changes)),
        Section(
            "Failure modes",
            table_html(("name", "slice", "expected", "gain", "low", "high", "verdict"), claims),
        ),
        Section("Gates", table_html(("gate", "metric", "detail", "verdict"), gates)),
    ]
