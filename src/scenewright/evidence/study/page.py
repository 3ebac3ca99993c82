"""The study report as a page."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from scenewright.evidence.study.report import StudyReport
from scenewright.pages import (
    SERIES_COLORS,
    Section,
    badge,
    chart_svg,
    contact_sheet,
    figures_html,
    inline_image,
    note_html,
    render_page,
    table_html,
)

__all__ = ["study_page", "study_sections"]

_TONES = {"predictive": "good", "not predictive": "bad", "inconclusive": "warn", "too few": "warn"}
_CELL_PX = 44


def study_page(report: StudyReport) -> str:
    """Hypothesis, table and plots of the predictors, the variants, what was read."""
    content = report.content
    head = content["headline"]
    facts = {"Plan": content["plan"]["digest"], "Evaluation plan": content["evaluation"]["digest"]}
    facts |= {"Base scenario": content["base"]["digest"], "Photos": content["photos"]["digest"]}
    return render_page(
        content["plan"]["name"],
        study_sections(report),
        subtitle="which figure of a dataset tells its accuracy on real photos",
        facts=facts,
        status=badge(head["verdict"], _TONES[head["verdict"]]),
    )


def study_sections(report: StudyReport) -> list[Section]:
    """The page's sections."""
    content = report.content
    metric = content["plan"]["metric"].replace("_", " ")
    each = "A point is a variant; the bar is the 95 % interval of its mean for other seeds."
    return [
        Section("Hypothesis", _hypothesis(content)),
        Section("Predictors", _predictors(content)),
        Section("Plots", _plots(content, metric), f"{each} Up is {metric} on the test photos."),
        Section("Variants", _variants(content, report.crops, metric)),
        Section("Photos read", _reads(content)),
    ]


def _hypothesis(content: dict[str, Any]) -> Markup:
    stated, head, noise = content["plan"]["hypothesis"], content["headline"], content["noise"]
    ahead = content["foresight"]
    figures = [
        ("registered predictor", stated["predictor"], content["predictors"][stated["predictor"]]["meaning"]),
        ("expected", f"{stated['direction']}, |rho| {stated['minimum_rho']:g}", f"level {stated['alpha']:g}"),
        ("found", _number(head["rho"]), f"95 % {_range(head['interval'])}"),
        ("noise ceiling", f"{noise['ceiling']:.2f}", f"reliability {noise['reliability']:.2f} "
         f"[{noise['low']:.2f}, {noise['high']:.2f}], {len(content['plan']['seeds'])} seeds"),
    ]  # fmt: skip
    if "power" in ahead:
        detail = f"to reject no relation where |rho| is {stated['minimum_rho']:g}"
        figures.append(("power", f"{ahead['power']:.0%}", f"{ahead['variants']} variants, {detail}"))
    verdict = note_html(f"{head['verdict']}: {head['why']}", _TONES[head["verdict"]])
    earlier = content["registered_before"]
    told = Markup("")
    if earlier:
        words = f"Other plans were registered in this work folder before this one: {', '.join(earlier)}."
        told = note_html(words, "warn")
    return figures_html(figures) + verdict + told


def _predictors(content: dict[str, Any]) -> Markup:
    rows = [
        [
            r["predictor"] + (" (registered)" if r["registered"] else ""),
            r["n"],
            _number(r["rho"]),
            _range(r["interval"]),
            _range(r["bootstrap"]),
            _number(r["of_ceiling"]),
            _number(r["partial"]["rho"] if r["partial"] else None),
            r["partial"]["p"] if r["partial"] else None,
            r["p"],
            r["p_adjusted"],
            _influence(r["influence"]),
            badge(r["verdict"], _TONES[r["verdict"]]),
            r["why"],
        ]
        for r in content["results"]
    ]
    headers = ["predictor", "n", "rho", "95 % (Fisher z)", "95 % (BCa)", "of ceiling", "partial rho",
               "p (partial)", "p", "p (BH)", "without one", "verdict", "why"]  # fmt: skip
    note = (
        "rho is Spearman's, over variants. The registered predictor is judged by its own p; the others are "
        "exploratory and judged by the adjusted one. The partial rho holds the controls fixed."
    )
    return note_html(note) + table_html(headers, rows)


def _plots(content: dict[str, Any], metric: str) -> Markup:
    rows = [
        {
            "predictor": name,
            "x": variant["figures"][name],
            "variant": variant["name"],
            "mean": variant["accuracy"]["value"],
            "low": variant["accuracy"]["low"],
            "high": variant["accuracy"]["high"],
        }
        for name in content["plan"]["predictors"]
        for variant in content["variants"]
        if variant["figures"][name] is not None
    ]
    if not rows:
        return note_html("No predictor is defined for any variant.", "warn")
    y = alt.Y("mean:Q", title=metric, scale=alt.Scale(zero=False), axis=alt.Axis(format="%", tickCount=5))
    x = alt.X("x:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4))
    base = alt.Chart()
    bars = base.mark_rule(color=SERIES_COLORS[5]).encode(x=x, y=alt.Y("low:Q", title=metric), y2="high:Q")
    points = base.mark_circle(size=36, color=SERIES_COLORS[0]).encode(x=x, y=y, tooltip="variant:N")
    layers = alt.layer(bars, points, data=alt.Data(values=rows)).properties(width=210, height=170)
    faceted = layers.facet(
        facet=alt.Facet("predictor:N", title=None, sort=content["plan"]["predictors"]), columns=3
    )
    return chart_svg(faceted.resolve_scale(x="independent"), title=f"{metric} against each predictor")


def _variants(content: dict[str, Any], crops: Any, metric: str) -> Markup:
    names = content["plan"]["predictors"]
    rows = [
        [
            v["name"],
            _strip(crops[v["name"]], v["name"]) if v["name"] in crops else None,
            f"{v['accuracy']['value']:.2%} [{v['accuracy']['low']:.2%}, {v['accuracy']['high']:.2%}]",
            *[v["figures"][name] for name in names],
            v["strategy"],
            _changed(v["changed"]),
        ]
        for v in content["variants"]
    ]
    return table_html(["variant", "crops", f"{metric}, test", *names, "strategy", "changed"], rows)


def _strip(images: NDArray[np.uint8], name: str) -> Markup:
    data = contact_sheet(list(images), columns=len(images), cell_px=_CELL_PX)
    return inline_image(data, "image/png", alt=f"crops of {name}", width_px=len(images) * (_CELL_PX + 6) + 6)


def _changed(changed: dict[str, Any]) -> str:
    parts = [f"{name}: {_plain(value)}" for name, value in changed.get("parameters", {}).items()]
    return "; ".join([*parts, *changed.get("constraints", [])]) or "nothing"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    return "[" + ", ".join(map(_plain, value)) + "]" if isinstance(value, list) else str(value)


def _reads(content: dict[str, Any]) -> Markup:
    rows = [[r["part"], r["purpose"], r["photos"], r["list_digest"]] for r in content["reads"]]
    source = content["photos"]
    note = note_html(f"{source['source']}. Licence: {source['licence'] or 'not stated'}.")
    return note + table_html(["part", "purpose", "photos", "digest of the list"], rows)


def _influence(found: dict[str, Any] | None) -> str:
    if not found:
        return "–"
    return f"{found['low']:.2f} to {found['high']:.2f}; {found['without']:.2f} without {found['variant']}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


def _range(found: dict[str, float] | None) -> str:
    return "–" if not found else f"{found['low']:+.2f} to {found['high']:+.2f}"
