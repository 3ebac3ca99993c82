"""Sections of the coverage page that set the dataset beside something else."""

from __future__ import annotations

from markupsafe import Markup

from scenewright.evidence.coverage.comparison import Comparison
from scenewright.evidence.coverage.real_evidence import RealCell, RealEvidence
from scenewright.evidence.coverage.realisation import Confusion, Realisation
from scenewright.evidence.coverage.text import percent
from scenewright.pages import Section, badge, figures_html, note_html, table_html

__all__ = ["comparison_section", "real_section", "realisation_section"]

_WEAK = 0.1
"""Cramér's V below which a request is said not to show."""


def realisation_section(found: Realisation) -> Section:
    """Requests beside what the pixels show."""
    rows = [
        [s.requested, s.realised, s.frames, s.cramers_v,
         badge("does not show", "warn") if s.cramers_v is None or s.cramers_v < _WEAK else ""]
        for s in found.strongest
    ]  # fmt: skip
    headers = ["Requested", "Goes most closely with", "Frames", "Cramér's V", ""]
    body = table_html(headers, rows) + Markup("").join(_confusion(c) for c in found.confusions)
    lead = (
        "For each requested attribute the measured one whose buckets go with it most closely: V is 0 when "
        "unrelated and 1 when one tells the other. What does not show in any measured value was asked for in "
        "vain, or nothing that is measured tells it."
    )
    return Section("Requested against realised", body, lead)


def _confusion(found: Confusion) -> Markup:
    rows = [[label, *counts] for label, counts in zip(found.requested_buckets, found.counts, strict=True)]
    caption = f"{found.term}: {found.requested} requested (rows), {found.realised} measured (columns)"
    table = table_html(["", *found.realised_buckets], rows, caption=caption)
    if found.agreement is None:
        return table
    ends = f"[{percent(found.low)}, {percent(found.high)}]"
    return table + note_html(
        f"{percent(found.agreement)} {ends} of the frames show the bucket that was requested."
    )


def real_section(found: RealEvidence) -> Section:
    """Cells without real evidence."""
    figures = [
        (
            "Exposure without a real record",
            percent(found.exposure_without_real),
            f"cells of {found.t} attributes",
        ),
        ("Shown without a real record", f"{found.cells_without_real}", f"of {found.cells_shown} cells shown"),
        ("Real cells that the dataset lacks", percent(found.missing_in_dataset), "set difference"),
    ]
    body = figures_html(figures) + _cells("Shown, but never met in the table", found.without_real)
    body += _cells("Met in the table, but never shown", found.without_frames)
    if found.not_measured:
        body += note_html(f"The table says nothing of: {', '.join(found.not_measured)}.")
    lead = f"Beside {found.rows} rows of {found.table}, over {', '.join(found.attributes)}."
    return Section("Real evidence", body, lead)


def _cells(title: str, cells: tuple[RealCell, ...]) -> Markup:
    if not cells:
        return Markup("")
    rows = [
        [" × ".join(c.attributes), " × ".join(c.buckets), c.frames, c.rows, percent(c.exposure)]
        for c in cells
    ]
    headers = ["Attributes", "Buckets", "Frames", "Real rows", "Expected exposure"]
    return Markup("<h3>{}</h3>").format(title) + table_html(headers, rows, most=20)


def comparison_section(found: Comparison) -> Section:
    """The dataset beside another."""
    sets = [
        [d.view, f"{d.t}", percent(d.missing_in_other), percent(d.missing_here)]
        for d in found.set_differences
    ]
    headers = ["", "t", "Cells missing in the other", "Cells missing here"]
    rows = [
        [a.view, a.name, a.jensen_shannon_bits, a.wasserstein_buckets, a.population_stability_index]
        for a in found.attributes
    ]
    shares = table_html(["", "Attribute", "JS, bit", "W1, buckets", "PSI"], rows)
    lead = (
        f"Beside {found.dataset}, {found.frames} frames: what one shows and the other never does, both ways."
    )
    return Section("Against another dataset", table_html(headers, sets) + shares, lead)
