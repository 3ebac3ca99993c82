"""The coverage report as a page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from scenewright.evidence.coverage.charts import accumulation_chart, heat_maps, shares_chart
from scenewright.evidence.coverage.page_others import comparison_section, real_section, realisation_section
from scenewright.evidence.coverage.report import CoverageReport, CoverageView
from scenewright.evidence.coverage.text import percent
from scenewright.pages import Section, badge, chart_svg, figures_html, note_html, render_page, table_html

__all__ = ["coverage_page", "coverage_sections"]

_MOST_HOLES = 60
_MOST_ATTRIBUTES = 24
"""Charts of more would not be read."""


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
    sections = [
        Section("Summary", _summary(report), "How much of what the machine will meet does the dataset show?"),
        *_view(report.requested, "Requested", "What the samples asked for: parameters of the scenario."),
        *_view(report.realised, "Realised", "What can be seen: values measured in the pixels."),
    ]
    if report.realisation is not None:
        sections.append(realisation_section(report.realisation))
    if report.real is not None:
        sections.append(real_section(report.real))
    if report.against is not None:
        sections.append(comparison_section(report.against))
    return sections


def _summary(report: CoverageReport) -> Markup:
    figures = []
    for name, seen in (("requested", report.requested), ("realised", report.realised)):
        figures += [
            (f"Exposure covered, pairs, {name}", percent(seen.exposure_weighted_2), "mean over pairs"),
            (
                f"Pairs covered, {name}",
                percent(seen.coverage_2),
                f"{seen.pairs_covered} of {seen.pairs_feasible}",
            ),
        ]
    noted = note_html(f"Intervals: {report.interval_method}.") if report.interval_method else Markup("")
    return figures_html(figures) + noted


def _view(seen: CoverageView, title: str, lead: str) -> list[Section]:
    if not seen.attributes:
        return [Section(title, note_html("The operational design domain names no such attribute."), lead)]
    body = _tway(seen) + _attributes(seen)
    shown = seen.attributes[:_MOST_ATTRIBUTES]
    body += chart_svg(shares_chart(shown), title=f"{title}: dataset against target")
    if len(shown) < len(seen.attributes):
        body += note_html(f"The first {len(shown)} of {len(seen.attributes)} attributes are drawn.")
    sections = [Section(title, body + _under(seen) + note_html(_unseen(seen)), lead)]
    if seen.accumulation:
        chart = chart_svg(accumulation_chart(seen.accumulation), title=f"{title}: coverage by frames")
        told = (
            "Exposure-weighted coverage by the first frames alone, in the order of the index. Where the "
            "curve is flat, more frames of the same kind add little."
        )
        sections.append(Section(f"{title}: more frames", chart, told))
    if seen.crosses:
        sections.append(_crosses(seen, title))
    return [*sections, _holes(seen, title)]


def _tway(seen: CoverageView) -> Markup:
    if not seen.tway:
        return Markup("")
    rows = [
        [f"{w.t}", w.combinations, w.complete, w.feasible, w.infeasible, percent(w.coverage),
         f"{percent(w.exposure_weighted)} [{percent(w.low)}, {percent(w.high)}]",
         round(w.effective_sample_size, 1), round(w.effective_sample_size_least, 1)]
        for w in seen.tway
    ]  # fmt: skip
    headers = ["t", "Combinations", "Complete", "Cells", "Cannot occur", "Cells covered",
               "Exposure covered, 95 %", "ESS, median", "ESS, least"]  # fmt: skip
    return table_html(headers, rows, caption="Cells of every t attributes crossed")


def _attributes(seen: CoverageView) -> Markup:
    rows = [
        [a.name, a.unit, a.inside, a.outside, a.unknown, a.not_applicable, percent(a.coverage),
         percent(a.exposure_weighted),
         a.jensen_shannon_bits, a.wasserstein_buckets, a.population_stability_index,
         round(a.effective_sample_size, 1)]
        for a in seen.attributes
    ]  # fmt: skip
    headers = ["Attribute", "Unit", "Inside", "Outside", "Unknown", "Does not apply", "Buckets covered",
               "Exposure covered",
               "JS, bit", "W1, buckets", "PSI", "ESS"]  # fmt: skip
    return table_html(headers, rows)


def _unseen(seen: CoverageView) -> str:
    unseen = seen.unseen
    if unseen.refused:
        return f"No estimate of what was never drawn: {unseen.refused}."
    mass, richness = unseen.unseen_mass or 0.0, unseen.richness or 0.0
    of = "" if unseen.frames is None else f"From {unseen.frames} independent frames, "
    return (
        f"{unseen.seen} joint cells seen by all frames. {of}Good-Turing puts {mass:.1%} of the draws into "
        f"cells never seen by these; Chao1 estimates at least {richness:.0f} cells."
    )


def _under(seen: CoverageView) -> Markup:
    rows: list[list[Any]] = [
        [a.name, b.label, b.count, percent(b.share), percent(b.exposure),
         f"{b.ratio:.2f} [{b.ratio_low:.2f}, {b.ratio_high:.2f}]", badge("under", "warn")]
        for a in seen.attributes for b in a.buckets if b.under and b.ratio is not None
    ]  # fmt: skip
    if not rows:
        return Markup("")
    headers = ["Attribute", "Bucket", "Frames", "Share", "Exposure", "Ratio, 95 % interval", ""]
    return Markup("<h3>Shown less than it will be met</h3>") + table_html(headers, rows)


def _crosses(seen: CoverageView, title: str) -> Section:
    count = len(seen.attributes) * (len(seen.attributes) - 1) // 2
    chart = chart_svg(heat_maps(seen.crosses), title=f"{title}: pairs of attributes")
    rows = [
        [" × ".join(c.attributes), percent(c.shortfall), round(c.effective_sample_size, 1)]
        for c in seen.crosses
    ]
    told = (
        f"The {len(seen.crosses)} of {count} pairs in which the dataset falls short of the target the most. "
        "In each cell: frames, and the exposure that is expected; coloured by share of frames over exposure."
    )
    table = table_html(["Pair", "Shortfall, risk x exposure", "ESS"], rows)
    return Section(f"{title}: pairs", chart + table, told)


def _holes(seen: CoverageView, title: str) -> Section:
    rows = [
        [" × ".join(h.attributes), " × ".join(h.buckets), h.count, percent(h.exposure), h.risk,
         percent(h.exposure * h.risk)]
        for h in seen.holes
    ]  # fmt: skip
    headers = ["Attributes", "Buckets", "Frames", "Expected exposure", "Risk", "Exposure x risk"]
    total = len(rows) if seen.hole_count is None else seen.hole_count
    if not rows:
        listed = note_html("No holes: every feasible cell is covered.", "good")
    else:
        listed = table_html(headers, rows[:_MOST_HOLES])
        if total > _MOST_HOLES:
            listed += note_html(f"The first {min(len(rows), _MOST_HOLES)} of {total} holes.")
    taken = f"{seen.pairs_infeasible} infeasible pairs are taken out."
    if seen.hole_count is not None:
        taken += " A combination is listed only where every part of it is covered."
    return Section(f"{title}: holes", listed, taken)
