"""The release page: one self-contained HTML file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from scenewright.dataset.sheet import SHEET
from scenewright.evidence.coverage import CoverageReport
from scenewright.evidence.coverage.page import coverage_sections
from scenewright.evidence.shortcuts import shortcut_sections
from scenewright.evidence.transfer.page import transfer_sections
from scenewright.pages import Section, badge, figures_html, inline_image, render_page, table_html
from scenewright.release.notes import sections

__all__ = ["release_page"]


def release_page(
    manifest: dict[str, Any],
    card: dict[str, Any],
    datasets: Sequence[Path],
    reports: Sequence[tuple[str, dict[str, Any]]],
) -> str:
    """All that is known of a release: figures, contact sheets, claims, changes, evidence, gates, card.

    `reports` are (kind, report) of the bound evidence.
    """
    rows = [(d["name"], d["count"], d["merkle_root"]) for d in manifest["datasets"]]
    assets = [(a.get("name"), a.get("origin"), a.get("licence"), a.get("real")) for a in manifest["assets"]]
    claims, *others = sections(manifest)
    body = [
        Section("At a glance", _figures(manifest, reports)),
        claims,
        Section("Datasets", table_html(("name", "frames", "Merkle root"), rows) + _sheets(datasets)),
        *others,
        *[part for kind, report in reports for part in _evidence(kind, report)],
        Section("Assets", table_html(("name", "origin", "licence", "real"), assets)),
        Section("Generator card", Markup("<pre>{}</pre>").format(escape(json.dumps(card, indent=2)))),
    ]
    return render_page(
        f"{manifest['name']} {manifest['version']}",
        body,
        facts={
            "parent": manifest["parent"] or "none",
            "author": manifest["author"]["person"],
            "policy": manifest["policy"]["digest"],
        },
        status=badge(manifest["provenance"]["class"].replace("_", " "), "good"),
    )


def _figures(manifest: dict[str, Any], reports: Sequence[tuple[str, dict[str, Any]]]) -> Markup:
    gates, claims = manifest["gates"], manifest["claims"]
    figures = [
        (
            "Frames",
            str(sum(d["count"] for d in manifest["datasets"])),
            f"{len(manifest['datasets'])} datasets",
        ),
        ("Gates passed", f"{sum(v['passed'] for v in gates)} of {len(gates)}", ""),
        ("Claims met", f"{sum(c['verdict'] == 'met' for c in claims)} of {len(claims)}", ""),
        ("Version", manifest["version"], f"{manifest['bump']} change of the data"),
    ]
    for kind, report in reports:
        if kind == "transfer" and "balanced_accuracy" in report.get("headline", {}):
            head = report["headline"]["balanced_accuracy"]
            detail = f"95 % {head['low']:.2%} to {head['high']:.2%}, test photos"
            figures.insert(0, ("Balanced accuracy on real photos", f"{head['mean']:.2%}", detail))
    return figures_html(figures)


def _sheets(datasets: Sequence[Path]) -> Markup:
    files = [folder / SHEET for folder in datasets]
    images = [
        Markup(f"<h3>{escape(file.parent.name)}</h3>") + inline_image(file.read_bytes(), "image/png")
        for file in files
        if file.is_file()
    ]
    return Markup("").join(images)


def _evidence(kind: str, report: dict[str, Any]) -> list[Section]:
    """Sections of one report, under its kind; a report of another kind or form is bound but not drawn."""
    try:
        if kind == "transfer":
            found = transfer_sections(report)
        elif kind == "coverage":
            found = coverage_sections(CoverageReport.from_json(report))
        elif kind == "quality":
            checks = [(c["name"], c["passed"], c["detail"]) for c in report["checks"]]
            found = [Section(report["subject"]["dataset"], table_html(("check", "passed", "found"), checks))]
        elif kind == "shortcuts":
            found = shortcut_sections(report)
        else:
            found = []
    except (KeyError, TypeError, ValueError):
        return []
    return [replace(section, title=f"{kind.capitalize()}: {section.title}") for section in found]
