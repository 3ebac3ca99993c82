"""The transfer report as a page."""

from __future__ import annotations

from typing import Any

from scenewright.evidence.transfer.effect_text import spread_words
from scenewright.evidence.transfer.report import TransferReport
from scenewright.pages import Section, badge, figures_html, note_html, render_page, table_html

__all__ = ["transfer_page", "transfer_sections"]


def transfer_page(report: TransferReport) -> str:
    """Headline, datasets, comparisons, slices, claims and which photos were read for what."""
    content, name = report.content, report.content["subject"]["dataset"]
    facts = {"plan": content["plan"]["digest"]}
    parts = content["subject"].get("parts", [content["subject"]])
    facts |= {f"dataset {part['dataset']}": part["merkle_root"] for part in parts}
    sections = transfer_sections(content)
    return render_page(f"Transfer of {name}", sections, subtitle=content["plan"]["name"], facts=facts)


def transfer_sections(content: dict[str, Any]) -> list[Section]:
    """The page's sections, from a report's JSON."""
    if content.get("task") == "detection":
        from scenewright.evidence.transfer.detection.page import detection_sections

        return detection_sections(content)
    name = content["subject"]["dataset"]
    main = next(r for r in content["results"] if r["dataset"] == name)
    metric = content["plan"]["metrics"][0]
    figures = [
        (
            f"{metric.replace('_', ' ')} on {part}",
            _percent(main["parts"][part][metric]["value"]),
            f"95 % {_range(main['parts'][part][metric])}, {main['parts'][part]['n']} photos",
        )
        for part in ("test", "dev", "all")
    ]
    if share := content["of_real"].get("test", {}).get(metric):
        figures.append(("of real only, on test", _percent(share["value"]), f"95 % {_range(share)}"))
    return [
        Section("Result", figures_html(figures)),
        Section("Datasets", _datasets(content, metric)),
        Section("Claims", _claims(content)),
        *[
            Section(f"{c['candidate']} less {c['baseline']}, test part", _comparison(c, metric))
            for c in content["comparisons"]
        ],
        Section("Slices, test part", _slices(main["slices"]["test"])),
        *(
            [Section("What could be shown", _effects(content["minimum_effect"]))]
            if "minimum_effect" in content
            else []
        ),
        Section("Confusion, test part", _confusion(content, main)),
        Section("Photos read", _reads(content)),
    ]


def _datasets(content: dict[str, Any], metric: str) -> str:
    rows = [
        [
            r["dataset"],
            r["images"],
            _figure(r["parts"]["test"][metric]),
            _figure(r["parts"]["dev"][metric]),
            _figure(r["parts"]["all"][metric]),
        ]
        for r in content["results"]
    ]
    budget, seeds = content["plan"]["budget"], len(content["plan"]["seeds"])
    note = f"Every training: {budget['steps']} steps of {budget['batch']} images, {seeds} seeds."
    if content["plan"]["real_only_control"]:
        note += (
            " The control is trained on the dev photos: its dev and all figures are on photos it has seen."
        )
    return note_html(note) + table_html(["trained on", "images", "test", "dev", "all"], rows)


def _claims(content: dict[str, Any]) -> str:
    rows = [
        [
            c["name"],
            c["slice"],
            c["metric"],
            c["part"],
            _claimed(c),
            _figure(c["measured"]),
            badge(c["verdict"]),
        ]
        for c in content["claims"]
    ]
    return table_html(["claim", "slice", "metric", "part", "claimed", "measured", "verdict"], rows)


def _claimed(claim: dict[str, Any]) -> str:
    if claim["at_least"] is not None:
        return f"at least {_percent(claim['at_least'])}"
    if claim["of_real_at_least"] is not None:
        return f"at least {_percent(claim['of_real_at_least'])} of real only"
    of = claim["real_fraction"]
    return f"gain of {_percent(claim['gain_at_least'])}" + (f" at {of:.3g} of the photos" if of else "")


def _comparison(comparison: dict[str, Any], metric: str) -> str:
    rows = [
        [r["slice"], r["n"], _figure(r.get(metric)), r["p"], r.get("p_adjusted"), r.get("verdict", "too few")]
        for r in comparison["slices"]["test"]
    ]
    return note_html(_regressions(comparison)) + table_html(
        ["slice", "n", "change", "p (sign flip)", "p (BH)", "verdict"], rows
    )


def _regressions(comparison: dict[str, Any]) -> str:
    """Slices that got worse; a report of before the list has the verdicts alone."""
    found = comparison.get("regressions")
    if found is None:
        worse = [r["slice"] for r in comparison["slices"]["test"] if r.get("verdict") == "worse"]
        return "Worse on: " + ", ".join(worse) if worse else "No slice is clearly worse."
    words = {
        "worse": "Worse after Benjamini-Hochberg over the slices",
        "perhaps_worse": "Worse on its own alone",
        "no_clear_change": "No clear change",
    }
    told = {key: ", ".join(row["slice"] for row in found[key]) for key in words}
    return ". ".join(f"{words[key]}: {names or 'none'}" for key, names in told.items()) + "."


def _effects(effects: dict[str, Any]) -> str:
    """Per slice the smallest gain that was likely to be shown: assumed before the run, and as measured."""
    measured = {row["slice"]: row for each in effects["measured"][-1:] for row in each["slices"]}
    rows = [
        [row["slice"], row["n"], row["groups"], _percent(row["gain"])]
        + ([_percent(measured[row["slice"]]["gain"])] if measured else [])
        for row in effects["assumed"]["slices"]
    ]
    basis = [effects["assumed"], *effects["measured"][-1:]]
    note = (
        f"Smallest gain of {effects['metric'].replace('_', ' ')} that shows as better with a probability of "
        f"{effects['power']:.0%}: " + ". ".join(spread_words(each["spread"]) for each in basis) + "."
    )
    headers = ["slice", "n", "groups", "as assumed", *(["by the spread on dev photos"] if measured else [])]
    return note_html(note) + table_html(headers, rows)


def _slices(rows: list[dict[str, Any]]) -> str:
    cells = [
        [
            r["slice"],
            r["n"],
            _percent(r.get("accuracy")),
            "too few" if r["too_few"] else _range(r),
            r.get("wrong_photos"),
            r.get("p_adjusted"),
        ]
        for r in rows
    ]
    return table_html(["slice", "n", "accuracy", "95 % (Wilson)", "photos lost", "p worse (BH)"], cells)


def _confusion(content: dict[str, Any], result: dict[str, Any]) -> str:
    classes, part = content["plan"]["classes"], result["parts"]["test"]
    rows = [
        [
            label,
            *part["confusion"][i],
            _percent(part["recall"][label]["recall"]),
            _range(part["recall"][label]),
        ]
        for i, label in enumerate(classes)
    ]
    return table_html(["true \\ said (mean over seeds)", *classes, "recall", "95 % (Wilson)"], rows)


def _reads(content: dict[str, Any]) -> str:
    rows = [[r["part"], r["purpose"], r["photos"], r["list_digest"]] for r in content["reads"]]
    source = content["photos"]
    note = f"{source['source']}, {source['licence']}. Groups: {source['near_duplicates']}."
    return note_html(note) + table_html(["part", "purpose", "photos", "digest of the list"], rows)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"


def _range(found: dict[str, Any]) -> str:
    return f"{100 * found['low']:.2f} to {100 * found['high']:.2f}"


def _figure(found: dict[str, Any] | None) -> str:
    if not found:
        return "–"
    return _percent(found["value"]) + (f" [{_range(found)}]" if "low" in found else "")
