"""The report of the shortcut audit as a page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from scenewright.evidence.shortcuts.report import ShortcutReport
from scenewright.pages import Section, badge, figures_html, inline_image, note_html, render_page, table_html

__all__ = ["shortcut_page", "shortcut_sections"]


def shortcut_page(report: ShortcutReport) -> str:
    """Verdicts, pictures of what tells the class, and the gap to real photos."""
    summary, *others = shortcut_sections(report.to_json())
    pictures = [
        Section(
            f"{picture.audit.capitalize()}: '{picture.cls}'",
            inline_image(picture.png, "image/png", alt=picture.alt),
            "Where the class is told (|z| of each place against chance; grey: not at all), the mean of its "
            "crops, of all others, the difference; then crops of the class and of others, at one size.",
        )
        for picture in report.pictures
    ]
    return render_page(
        f"Shortcuts in {report.dataset}",
        [summary, *pictures, *others],
        facts={"Dataset root": report.merkle_root},
        status=badge("passed", "good") if report.passed else badge("failed", "bad"),
    )


def shortcut_sections(value: dict[str, Any]) -> list[Section]:
    """Sections of a report's JSON: verdicts, who is told by what, real photos."""
    sections = [Section("Audits", _summary(value), "Does anything but the object tell the class?")]
    rows = [
        [a["name"], t["name"], t["auc"], t["by"], t["feature_auc"]]
        for a in value["audits"]
        if a["judged"] or a["name"] == "outline"
        for t in a["told"][:3]
    ]
    if rows:
        headers = ["Audit", "Class", "AUC, held out", "Its strongest feature", "AUC of that alone"]
        lead = "The three classes of each audit that are told best, by chance or not."
        sections.append(Section("Classes", table_html(headers, rows), lead))
    pairs = [[a["name"], p["first"], p["second"], p["auc"]] for a in value["audits"] for p in a["pairs"]]
    if pairs:
        lead = "Pairs of classes that the linear probe tells best in the audits that failed."
        sections.append(Section("Pairs", table_html(["Audit", "Class", "and", "AUC"], pairs), lead))
    if value["real"]:
        sections.append(_real(value["real"]))
    return sections


def _summary(value: dict[str, Any]) -> Markup:
    failed = len(value["failed"])
    figures = [
        ("Crops", f"{value['crops']}", f"{len(value['classes'])} classes"),
        ("Audits passed", f"{value['judged'] - failed} of {value['judged']}"),
        ("Beside the subject", f"{value['beside_share']:.0%}", "of the pixels of the median crop"),
    ]
    rows = [
        [a["name"], _verdict(a), a["value"], a["limit"], a["p_value"], a["detail"]] for a in value["audits"]
    ]
    headers = ["Audit", "Verdict", "Value", "Limit", "p", "Found"]
    body = figures_html(figures) + table_html(headers, rows)
    if value["left_out"]:
        names = ", ".join(f"{c['class']} ({c['crops']})" for c in value["left_out"])
        body += note_html(f"Classes with too few crops to be judged: {names}.", "warn")
    return body


def _verdict(audit: dict[str, Any]) -> Markup:
    if not audit["judged"]:
        return badge("not judged", "warn") if audit["value"] is None else badge("information")
    return badge("passed", "good") if audit["passed"] else badge("failed", "bad")


def _real(real: dict[str, Any]) -> Section:
    rows = [
        [
            g["features"],
            g["auc"],
            f"[{g['low']:.3f}, {g['high']:.3f}]",
            g["error"],
            g["proxy_a_distance"],
            g["crops"],
            g["photos"],
        ]
        for g in real["gaps"]
    ]
    headers = ["By", "AUC", "95 % interval", "Error", "Proxy A-distance", "Crops", "Photos"]
    told = "is only reported" if real["limit"] is None else f"may be told up to an AUC of {real['limit']:.2f}"
    lead = f"Crops against dev photos of '{real['plan']}', class by class. The noise floor {told}."
    reads = [[r["part"], r["purpose"], r["photos"], r["list_digest"]] for r in real["reads"]]
    return Section(
        "Real photos",
        table_html(headers, rows) + table_html(["Part", "Read for", "Photos", "Digest of the list"], reads),
        lead,
    )
