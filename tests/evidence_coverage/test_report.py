"""Reports of before keep their meaning."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from test_measure import DATASET, ODD

from scenewright.evidence.coverage import CoverageReport, measure_coverage

OLD = json.loads((Path(__file__).parent / "reports" / "coverage-0.1.json").read_text("utf-8"))


def test_a_report_of_the_first_form_is_read_and_drawn() -> None:
    old = CoverageReport.from_json(OLD)
    assert old.requested.exposure_weighted_2 == OLD["requested"]["exposure_weighted_2"]
    assert [h.count for h in old.requested.holes] == [0, 0] and old.requested.holes[0].risk == 1
    assert old.requested.tway == () and old.requested.hole_count is None and old.real is None
    page = old.to_html()
    assert "heavy × cover" in page and "more frames" not in page


def test_figures_that_gates_read_are_the_same_as_in_the_first_form() -> None:
    now = measure_coverage(DATASET, ODD).to_json()
    for view in ("requested", "realised"):
        for name, value in OLD[view].items():
            if name not in ("attributes", "holes", "unseen"):
                assert now[view][name] == value, name
        for before, after in zip(OLD[view]["attributes"], now[view]["attributes"], strict=True):
            assert {name: after[name] for name in before} == before
        unseen = dict(OLD[view]["unseen"])
        if view == "realised":
            # Chao's estimate was of more cells than the two that there are.
            assert unseen["richness"] == 2.5
            unseen["richness"] = 2
        assert {n: now[view]["unseen"][n] for n in unseen} == unseen


def test_json_and_back() -> None:
    report = measure_coverage(DATASET, ODD, against=DATASET)
    value = report.to_json()
    again = CoverageReport.from_json(json.loads(json.dumps(value)))
    assert again.to_json() == value
    assert replace(again, frames=0).to_json()["digest"] != value["digest"]
