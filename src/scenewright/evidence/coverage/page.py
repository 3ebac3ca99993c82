"""The coverage report as a page."""

from __future__ import annotations

from typing import Any

import altair as alt
from markupsafe import Markup

from scenewright.evidence.coverage.report import AttributeCoverage, CoverageReport, CoverageView
from scenewright.pages import (
    SERIES_COLORS,
    Section,
    badge,
    chart_svg,
    figures_html,
    note_html,
    render_page,
    table_html,
)

__all__ = ["coverage_page", "coverage_sections"]


def coverage_page(report: CoverageReport) -> str:
    """Requested and realised coverage, their holes, and what cannot be said."""
    return render_page(
        f"Coverage of {report.dataset}",
        coverage_sections(report),
        subtitle=f"against the operational design domain {report.odd}",
        facts={
            "Frames": f"{report.frames}",
            "Strategy": report.strategy or "unknown",
            "Covered from": f"{report.minimum_frames} frame(s) a cell",
            "ODD digest": report.odd_digest,
            **{f"Root of {name}": root for name, root in report.parts},
        },
    )


def coverage_sections(report: CoverageReport) -> list[Section]:
    """The page's sections."""
    return [
        Section("Summary", _summary(report), "How much of what the machine will meet does the dataset show?"),
        *_view(report.requested, "Requested", "What the samples asked for: parameters of the scenario."),
        *_view(report.realised, "Realised", "What can be seen: values measured in the pixels."),
    ]


def _summary(report: CoverageReport) -> Markup:
    figures = []
    for name, seen in (("requested", report.requested), ("realised", report.realised)):
        figures += [
            (f"Exposure covered, pairs, {name}", _percent(seen.exposure_weighted_2), "mean over pairs"),
            (
                f"Pairs covered, {name}",
                _percent(seen.coverage_2),
                f"{seen.pairs_covered} of {seen.pairs_feasible}",
            ),
        ]
    return figures_html(figures)


def _view(seen: CoverageView, title: str, lead: str) -> list[Section]:
    if not seen.attributes:
        return [Section(title, note_html("The operational design domain names no such attribute."), lead)]
    rows = [
        [a.name, a.unit, a.inside, a.outside, a.unknown, _percent(a.coverage), _percent(a.exposure_weighted),
         a.jensen_shannon_bits, a.wasserstein_buckets, round(a.effective_sample_size, 1)]
        for a in seen.attributes
    ]  # fmt: skip
    headers = ["Attribute", "Unit", "Inside", "Outside", "Unknown", "Buckets covered", "Exposure covered",
               "JS, bit", "W1, buckets", "ESS"]  # fmt: skip
    body = table_html(headers, rows) + _chart(seen.attributes, title) + _under(seen)
    unseen = seen.unseen
    if unseen.refused:
        said = f"No estimate of what was never drawn: {unseen.refused}."
    else:
        mass, richness = unseen.unseen_mass or 0.0, unseen.richness or 0.0
        said = (
            f"{unseen.seen} joint cells seen; Good-Turing puts {mass:.1%} of the draws into cells never "
            f"seen; Chao1 estimates at least {richness:.0f} cells."
        )
    holes = [
        [" × ".join(h.attributes), " × ".join(h.buckets), h.count, _percent(h.exposure)] for h in seen.holes
    ]
    listed = (
        table_html(["Attributes", "Buckets", "Frames", "Expected exposure"], holes, most=60)
        if holes
        else note_html("No holes: every feasible bucket and pair is covered.", "good")
    )
    taken = f"{seen.pairs_infeasible} infeasible pairs are taken out. Pair exposure assumes independence."
    return [Section(title, body + note_html(said), lead), Section(f"{title}: holes", listed, taken)]


def _under(seen: CoverageView) -> Markup:
    rows: list[list[Any]] = [
        [a.name, b.label, b.count, _percent(b.share), _percent(b.exposure),
         f"{b.ratio:.2f} [{b.ratio_low:.2f}, {b.ratio_high:.2f}]", badge("under", "warn")]
        for a in seen.attributes for b in a.buckets if b.under and b.ratio is not None
    ]  # fmt: skip
    if not rows:
        return Markup("")
    headers = ["Attribute", "Bucket", "Frames", "Share", "Exposure", "Ratio, 95 % interval", ""]
    return Markup("<h3>Shown less than it will be met</h3>") + table_html(headers, rows)


def _chart(attributes: tuple[AttributeCoverage, ...], title: str) -> Markup:
    rows = [
        {"attribute": a.name, "bucket": b.label, "place": i, "share": value, "of": kind}
        for a in attributes
        for i, b in enumerate(a.buckets)
        for kind, value in (("dataset", b.share), ("target", b.exposure))
    ]
    base = alt.Chart(alt.Data(values=rows)).mark_bar()
    chart = base.encode(
        y=alt.Y("bucket:N", sort=alt.EncodingSortField("place"), title=None),
        yOffset=alt.YOffset("of:N"),
        x=alt.X("share:Q", title="share of frames", axis=alt.Axis(format="%", tickCount=4)),
        color=alt.Color("of:N", title=None, scale=alt.Scale(range=list(SERIES_COLORS[:2]))),
    ).properties(width=210, height=alt.Step(9))
    columns = chart.facet(facet=alt.Facet("attribute:N", title=None), columns=3)
    return chart_svg(columns.resolve_scale(y="independent"), title=f"{title}: dataset against target")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
