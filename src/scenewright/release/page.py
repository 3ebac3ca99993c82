"""The release page: one self-contained HTML file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from scenewright.pages import Section, badge, inline_image, render_page, table_html
from scenewright.release.notes import sections

__all__ = ["release_page"]


def release_page(manifest: dict[str, Any], card: dict[str, Any], datasets: Sequence[Path]) -> str:
    """Datasets, sheets (`contact_sheet.png` beside a dataset), changes, claims, gates, assets, card."""
    rows = [(d["name"], d["count"], d["merkle_root"]) for d in manifest["datasets"]]
    sheets = [
        inline_image(f.read_bytes(), "image/png")
        for d in datasets
        if (f := d / "contact_sheet.png").is_file()
    ]
    assets = [(a.get("name"), a.get("origin"), a.get("licence"), a.get("real")) for a in manifest["assets"]]
    body = [
        Section(
            "Datasets",
            table_html(("name", "frames", "Merkle root"), rows) + Markup("").join(Markup(s) for s in sheets),
        )
    ]
    body += sections(manifest)
    body += [
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
        status=badge(manifest["provenance"]["class"], "good"),
    )
