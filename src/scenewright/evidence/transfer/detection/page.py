"""The detection report as sections of a page."""

from __future__ import annotations

from typing import Any

import altair as alt
from markupsafe import Markup

from scenewright.evidence.transfer.detection.error_types import ERROR_TYPES
from scenewright.pages import Section, badge, chart_svg, figures_html, note_html, table_html

__all__ = ["detection_sections"]


def detection_sections(content: dict[str, Any]) -> list[Section]:
    """The page's sections, from a report's JSON."""
    name = content["subject"]["dataset"]
    main = next(r for r in content["results"] if r["dataset"] == name)
    metric = content["plan"]["metrics"][0]
    photos = content["photos"]
    counted = f"{photos['n']} photos in {photos['groups']} groups, {len(content['plan']['seeds'])} seeds"
    shown = [
        (m.upper(), _percent(main[m]["value"]), f"95 % {_range(main[m])}, {counted}")
        for m in _metrics(content)
    ]
    if share := content["of_real"].get(metric):
        shown.append(
            (f"of the {metric.upper()} of real only", _percent(share["value"]), f"95 % {_range(share)}")
        )
    return [
        Section("Result", figures_html(shown)),
        Section("Trained on", _arms(content, metric)),
        *([Section("Gain by number of real photos", _curve(content, metric))] if _fractions(content) else []),
        Section("Claims", _claims(content)),
        *[
            Section(f"{c['candidate']} less {c['baseline']}", _comparison(c, metric))
            for c in content["comparisons"]
        ],
        Section(f"Classes, sizes and slices: {name}", _parts(main, metric)),
        Section("What the errors are", _errors(content)),
        Section("How people draw boxes", _habits(main)),
        Section("Photos read", _reads(content)),
    ]


def _metrics(content: dict[str, Any]) -> list[str]:
    return list(content["plan"]["metrics"])


def _arms(content: dict[str, Any], metric: str) -> Markup:
    rows = [
        [
            r["dataset"],
            r["frames"] or "–",
            "–" if not r["real_fraction"] else f"{100 * r['real_fraction']:.3g} %",
            *[_figure(r[m]) for m in _metrics(content)],
            " ".join(f"{100 * v:.1f}" for v in r["by_seed"]),
        ]
        for r in content["results"]
    ]
    budget, folds = content["plan"]["budget"], content["photos"]["folds"]
    cost = f"{budget['steps']} steps of {budget['batch']} crops of {budget['crop_px']} px"
    sizes = ", ".join(map(str, folds))
    note = (
        f"Every training: {cost}, detector {content['plan']['detector']}. Each seed judges one fold ({sizes} "
        "photos, in turn) and saw no photo of it; AP is the mean over seeds. Batches of real + synthetic are "
        "half and half."
    )
    names = [m.upper() for m in _metrics(content)]
    header = ["trained on", "frames", "photos of other folds", *names, f"{metric.upper()} by seed"]
    return note_html(note) + table_html(header, rows)


def _fractions(content: dict[str, Any]) -> list[float]:
    return sorted({r["real_fraction"] for r in content["results"] if r["real_fraction"]})


def _curve(content: dict[str, Any], metric: str) -> Markup:
    """AP against the number of photos trained on, and the gain that synthetic frames bring at each."""
    photos, folds = content["photos"]["n"], len(content["photos"]["folds"])
    shown = [
        {
            "photos": max(1, round(r["real_fraction"] * photos * (folds - 1) / folds)),
            "trained on": r["arm"],
            "ap": 100 * r[metric]["value"],
            "low": 100 * r[metric]["low"],
            "high": 100 * r[metric]["high"],
        }
        for r in content["results"]
        if r["real_fraction"]
    ]
    alone = next(r for r in content["results"] if r["dataset"] == content["subject"]["dataset"])
    rule = {"ap": 100 * alone[metric]["value"], "trained on": "synthetic"}
    x = alt.X("photos:Q", scale=alt.Scale(type="log"), title="real photos trained on")
    base = alt.Chart(alt.Data(values=shown)).encode(x=x, color=alt.Color("trained on:N", title=None))
    title = f"{metric.upper()} [%]"
    lines = base.mark_line(point=True).encode(y=alt.Y("ap:Q", title=title, scale=alt.Scale(zero=False)))
    bars = base.mark_rule().encode(y=alt.Y("low:Q", title=title), y2="high:Q")
    level = (
        alt.Chart(alt.Data(values=[rule])).mark_rule(strokeDash=[4, 4]).encode(y="ap:Q", color="trained on:N")
    )
    drawn = chart_svg(
        (lines + bars + level).properties(width=520, height=240), title="AP by number of real photos"
    )
    rows = []
    for fraction in _fractions(content):
        at = {r["arm"]: r for r in content["results"] if r["real_fraction"] == fraction}
        real, both = at["real"], at["real + synthetic"]
        pair = next(c for c in content["comparisons"] if c["candidate"] == both["dataset"])
        gain = pair["slices"]["test"][0]
        count = max(1, round(fraction * photos * (folds - 1) / folds))
        rows.append(
            [count, _figure(real[metric]), _figure(both[metric]), _figure(gain[metric]), gain["verdict"]]
        )
    return drawn + table_html(["photos", "real only", "real + synthetic", "gain", "verdict"], rows)


def _claims(content: dict[str, Any]) -> Markup:
    words = {"at_least": "at least {}", "gain_at_least": "gain of {}", "of_real_at_least": "{} of real only"}
    rows = []
    for c in content["claims"]:
        bound = next(b for b in words if c[b] is not None)
        claimed = words[bound].format(_percent(c[bound]))
        rows.append(
            [c["name"], c["slice"], c["metric"], claimed, _figure(c["measured"]), badge(c["verdict"])]
        )
    return table_html(["claim", "slice", "metric", "claimed", "measured", "verdict"], rows)


def _comparison(comparison: dict[str, Any], metric: str) -> Markup:
    found = comparison["slices"]["test"]
    rows = [
        [r["slice"], r["n"], _figure(r.get(metric)), r["p"], r.get("p_adjusted"), r.get("verdict", "too few")]
        for r in found
    ]
    worse = [r["slice"] for r in found if r.get("verdict") == "worse"]
    note = note_html("Worse on: " + ", ".join(worse) if worse else "No slice is clearly worse.")
    return note + table_html(["slice", "photos", "change", "p (sign flip)", "p (BH)", "verdict"], rows)


def _parts(main: dict[str, Any], metric: str) -> Markup:
    rows = [["class " + name, "–", r["objects"], _figure(r[metric])] for name, r in main["classes"].items()]
    rows += [["size " + name, "–", r["objects"], _figure(r[metric])] for name, r in main["sizes"].items()]
    rows += [
        ["slice " + r["slice"], r["n"], r["objects"], "too few" if r["too_few"] else _figure(r.get(metric))]
        for r in main["slices"]
    ]
    return table_html(["part", "photos", "objects", metric.upper()], rows)


def _errors(content: dict[str, Any]) -> Markup:
    rows = [
        [r["dataset"], *(f"{100 * r['errors'][kind]['ap50']:.1f}" for kind in ERROR_TYPES)]
        for r in content["results"]
    ]
    note = "Points of AP50 that mending all errors of one kind alone would give back (TIDE)."
    return note_html(note) + table_html(["trained on", *ERROR_TYPES], rows)


def _habits(main: dict[str, Any]) -> Markup:
    rows = [
        [name, r["pairs"], *(f"{side:+.1f}" for side in r["margins_px"])]
        for name, r in main["drawn_wider"].items()
    ]
    note = (
        "By how many pixels the drawn boxes are wider than those found (medians). Where a side is off by a "
        "tenth of the object, add it to the plan's margins_px, measured on photos that you develop on."
    )
    return note_html(note) + table_html(["class", "pairs", "left", "top", "right", "bottom"], rows)


def _reads(content: dict[str, Any]) -> Markup:
    rows = [[r["part"], r["purpose"], r["photos"], r["list_digest"]] for r in content["reads"]]
    source = content["photos"]
    licence = f", {source['licence']}" if source["licence"] else ""
    note = f"{source['source']}{licence}. Groups: {source['near_duplicates']}."
    return note_html(note) + table_html(["part", "purpose", "photos", "digest of the list"], rows)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"


def _range(found: dict[str, Any]) -> str:
    return f"{100 * found['low']:.2f} to {100 * found['high']:.2f}"


def _figure(found: dict[str, Any] | None) -> str:
    return f"{_percent(found['value'])} [{_range(found)}]" if found else "–"
