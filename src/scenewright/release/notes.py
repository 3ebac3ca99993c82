"""Release notes, as Markdown and as a page."""

from __future__ import annotations

from typing import Any

from scenewright.pages import Section, badge, note_html, render_page, table_html
from scenewright.scenario.diff_text import diff_lines, diff_sections

__all__ = ["notes_markdown", "notes_page", "sections"]


def notes_markdown(manifest: dict[str, Any]) -> str:
    lines = [
        f"# {manifest['name']} {manifest['version']}",
        "",
        f"Change of the data: {manifest['bump']}.",
        "",
        "## Scenarios",
        "",
    ]
    lines += [f"    {line}" for line in diff_lines(manifest["scenario_diff"])]
    lines += ["", "## Failure modes", ""]
    lines += [f"- {c['name']}, {c['metric']} on '{c['slice']}': {_claim(c)}" for c in manifest["claims"]]
    lines += [] if manifest["claims"] else ["None is claimed."]
    for verdict in ("better", "worse"):
        rows = [c for c in manifest["slice_changes"] if c["verdict"] == verdict]
        lines += ["", f"## Real photos: {verdict} on", ""]
        lines += [f"- {c['slice']} ({c['photos']} photos): {_interval(c['change'])}" for c in rows]
        lines += [] if rows else ["No slice, beyond chance."]
    lines += _regressions(manifest)
    lines += ["", "## Gates", ""]
    lines += [
        f"- {'passed' if v['passed'] else 'FAILED'}: {v['gate']['name']}: {v['detail']}"
        for v in manifest["gates"]
    ]
    lines += [
        "",
        "## Provenance",
        "",
        f"{manifest['provenance']['class']}:",
        "",
        *(f"- {reason}" for reason in manifest["provenance"]["reasons"]),
        "",
    ]
    return "\n".join(lines)


def notes_page(manifest: dict[str, Any]) -> str:
    return render_page(f"Release notes: {manifest['name']} {manifest['version']}", sections(manifest))


def sections(manifest: dict[str, Any]) -> list[Section]:
    """Scenario diff, failure modes, gates and provenance as sections of a page."""
    claims = [
        (
            c["name"],
            c["slice"],
            c["metric"],
            c["photos"],
            c.get("compared_with") or "–",
            _percent(c["expected_gain"]),
            c.get("why") or _gain(c["measured"]),
            badge(c["verdict"], {"met": "good", "not met": "bad"}.get(c["verdict"], "warn")),
        )
        for c in manifest["claims"]
    ]
    headers = (
        "name",
        "slice",
        "metric",
        "photos",
        "against",
        "expected gain",
        "measured gain, 95 %",
        "verdict",
    )
    gates = [
        (
            v["gate"]["name"],
            v["gate"]["metric"],
            v["detail"],
            badge("passed", "good") if v["passed"] else badge("failed", "bad"),
        )
        for v in manifest["gates"]
    ]
    tones = {"better": "good", "worse": "bad"}
    changes = [
        (c["slice"], c["photos"], _interval(c["change"]), badge(c["verdict"], tones.get(c["verdict"], "")))
        for c in manifest["slice_changes"]
    ]
    return [
        Section(
            "Failure modes addressed",
            table_html(headers, claims) if claims else note_html("This release claims nothing."),
            "Judged on the test photos of the evaluation plan, which guided nothing.",
        ),
        *(
            [
                Section(
                    "Change on real photos, by slice",
                    table_html(("slice", "photos", "change, 95 %", "verdict"), changes),
                    f"Change of {_metric(manifest)} against the baseline, at equal volume, on test photos.",
                )
            ]
            if changes
            else []
        ),
        *_regression_section(manifest),
        *diff_sections(manifest["scenario_diff"]),
        Section("Gates", table_html(("gate", "metric", "found", "verdict"), gates)),
        Section(
            "Provenance",
            table_html(("because",), [(reason,) for reason in manifest["provenance"]["reasons"]]),
            f"Computed from the lineage of all inputs: {manifest['provenance']['class'].replace('_', ' ')}.",
        ),
    ]


def _regressions(manifest: dict[str, Any]) -> list[str]:
    """Which slices got worse and which changes cannot be told, as Markdown."""
    found = manifest.get("regressions")
    if not found:
        return []
    lines = [
        "",
        "## Regressions",
        "",
        f"Compared with {found['compared_with'] or 'the baseline'}, at equal volume.",
    ]
    lines += [
        f"- worse on {r['slice']} ({r['n']} photos): {_interval(r['change'])}, p (BH) {r['p_adjusted']:.2g}"
        for r in found["worse"]
    ]
    lines += [] if found["worse"] else ["- no slice is worse after Benjamini-Hochberg over the slices"]
    for key, words in (("perhaps_worse", "worse on its own alone"), ("no_clear_change", "no clear change")):
        if names := ", ".join(r["slice"] for r in found[key]):
            lines.append(f"- {words}: {names}")
    return lines + ([f"- too few photos: {', '.join(found['too_few'])}"] if found["too_few"] else [])


def _compared(claim: dict[str, Any]) -> str:
    arm = claim.get("compared_with")
    return f", against {arm}" if arm else ""


def _regression_section(manifest: dict[str, Any]) -> list[Section]:
    found = manifest.get("regressions")
    if not found:
        return []
    words = {
        "worse": "worse",
        "perhaps_worse": "worse on its own alone",
        "no_clear_change": "no clear change",
    }
    rows = [
        (r["slice"], r["n"], _interval(r["change"]), f"{r['p_adjusted']:.2g}", badge(text, tone))
        for (key, text), tone in zip(words.items(), ("bad", "warn", ""), strict=True)
        for r in found[key]
    ]
    note = (
        f"{found['candidate'] or 'This data'} against {found['compared_with'] or 'the baseline'}: "
        f"{len(found['worse'])} slices are worse after Benjamini-Hochberg."
    )
    table = table_html(("slice", "photos", "change, 95 %", "p (BH)", "verdict"), rows)
    return [Section("Regressions", table if rows else note_html("None."), note)]


def _metric(manifest: dict[str, Any]) -> str:
    return str(manifest["slice_changes"][0]["metric"]).replace("_", " ")


def _claim(claim: dict[str, Any]) -> str:
    found = claim.get("why") or _gain(claim["measured"])
    return f"{claim['verdict']} ({found}, expected {_percent(claim['expected_gain'])}{_compared(claim)})"


def _gain(found: dict[str, float] | None) -> str:
    return "no figure" if found is None else _interval({**found, "value": found["gain"]})


def _interval(found: dict[str, float]) -> str:
    return f"{_percent(found['value'])} [{_percent(found['low'])}, {_percent(found['high'])}]"


def _percent(value: float) -> str:
    return f"{value:+.2%}"
