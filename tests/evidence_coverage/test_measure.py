"""The report over a small dataset whose coverage is known."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from scenewright.evidence.coverage import compare_coverage, measure_coverage
from scenewright.scenario.odd import Odd, odd_from_document

_DOCUMENT: dict[str, Any] = {
    "name": "urban",
    "infeasible": ["rain = 'heavy' and cloud = 'clear'"],
    "attributes": [
        {
            "name": "rain",
            "parameter": "rain",
            "unit": "1",
            "buckets": [{"label": "none", "low": 0, "high": 1}, {"label": "heavy", "low": 1, "high": 50}],
            "exposure": {"none": 0.9, "heavy": 0.1},
        },
        {
            "name": "cloud",
            "parameter": "cloud",
            "unit": "1",
            "buckets": [{"label": "clear", "low": 0, "high": 4}, {"label": "cover", "low": 4, "high": 8}],
            "exposure": {"clear": 0.5, "cover": 0.5},
        },
        {
            "name": "light",
            "measured": "luminance_mean",
            "unit": "1",
            "buckets": [{"label": "dark", "high": 0.5}, {"label": "bright", "low": 0.5}],
        },
    ],
}


def odd_with(**of_rain: Any) -> Odd:
    """The ODD without infeasible cells, with other fields of its first attribute."""
    rain, *others = _DOCUMENT["attributes"]
    return odd_from_document({"name": "urban", "attributes": [{**rain, **of_rain}, *others]})


ODD = odd_from_document(_DOCUMENT)


def dataset_of(rows: list[tuple[float, int, float | None]], strategy: str = "random") -> SimpleNamespace:
    index = pa.table(
        {
            "scenario": ["s"] * len(rows),
            "sample": [{"rain": r, "cloud": c} for r, c, _ in rows],
            "measured": [{"luminance_mean": m} for _, _, m in rows],
        }
    )
    manifest = SimpleNamespace(
        name="d", merkle_root="0" * 64, recipe={"strategy": strategy, "scenarios": [{}]}
    )
    return SimpleNamespace(manifest=manifest, index=index)


DATASET = dataset_of([(0, 0, 0.2), (0, 8, 0.9), (0.5, 2, None), (60, 5, 0.1)])


def test_requested_and_realised_are_kept_apart() -> None:
    report = measure_coverage(DATASET, ODD)
    assert [a.name for a in report.requested.attributes] == ["rain", "cloud"]
    assert [a.name for a in report.realised.attributes] == ["light"]
    light = report.realised.attributes[0]
    assert (light.inside, light.outside, light.unknown) == (3, 0, 1)
    rain = report.requested.attributes[0]
    assert (rain.inside, rain.outside, rain.unknown) == (3, 1, 0)


def test_holes_and_infeasible_pairs() -> None:
    requested = measure_coverage(DATASET, ODD).requested
    assert (requested.pairs_feasible, requested.pairs_infeasible, requested.pairs_covered) == (3, 1, 2)
    # The pair of heavy rain and cover is missing as heavy rain is: it is no hole of its own.
    assert [(h.attributes, h.buckets) for h in requested.holes] == [(("rain",), ("heavy",))]
    assert requested.hole_count == 1
    # P of the feasible cells is 0.45 + 0.45 + 0.05; both cells of 0.45 are covered.
    assert requested.exposure_weighted_2 == pytest.approx(0.9 / 0.95)
    assert requested.exposure_weighted_1 == pytest.approx((0.9 + 1) / 2)


def test_what_the_scenario_rules_out_the_machine_meets_all_the_same() -> None:
    """Planted fault: with constraints taken for rules of the domain, a dry dataset covers everything."""
    dataset = dataset_of([(0, 0, 0.2), (0, 8, 0.2)])
    dataset.manifest.recipe["scenarios"] = [{"scenario": {"constraints": ["rain < 1"]}}]
    found = measure_coverage(dataset, odd_with()).requested
    assert found.pairs_infeasible == 0 and found.exposure_weighted_2 == pytest.approx(0.9)
    assert [h.buckets for h in found.holes] == [("heavy",)]


def test_unseen_mass_is_refused_for_sobol() -> None:
    assert measure_coverage(DATASET, ODD).requested.unseen.unseen_mass is not None
    refused = measure_coverage(dataset_of([(0, 0, 0.1)], "sobol"), ODD).requested.unseen
    assert refused.unseen_mass is None and "sobol" in refused.refused


def test_scenarios_of_one_name_are_two_distributions() -> None:
    one, two = dataset_of([(0, 0, 0.1)]), dataset_of([(0, 8, 0.1)])
    for dataset, digest in ((one, "a"), (two, "b")):
        dataset.manifest.merkle_root = digest * 64
        dataset.manifest.recipe |= {"seed": "1", "scenarios": [{"digest": digest}]}
    assert "2 scenarios" in measure_coverage([one, two], ODD).requested.unseen.refused
    two.manifest.recipe["scenarios"] = [{"digest": "a"}]
    assert not measure_coverage([one, two], ODD).requested.unseen.refused


def test_set_difference_of_two_datasets() -> None:
    other = dataset_of([(0, 0, 0.2)])
    assert compare_coverage(DATASET, other, ODD)["requested"] == pytest.approx(0.5)
    assert compare_coverage(other, DATASET, ODD)["requested"] == 0


def test_json_is_plain_bound_and_repeatable() -> None:
    first, again = measure_coverage(DATASET, ODD).to_json(), measure_coverage(DATASET, ODD).to_json()
    assert first == again and json.loads(json.dumps(first)) == first
    assert first["kind"] == "coverage"
    assert first["subject"]["parts"] == [{"dataset": "d", "merkle_root": "0" * 64}]
    assert len(first["digest"]) == 64


def test_the_page_names_the_holes() -> None:
    page = measure_coverage(DATASET, ODD).to_html()
    assert "heavy" in page and "http" not in page


def test_an_empty_dataset_is_all_holes() -> None:
    empty = dataset_of([(0, 0, 0.1)])
    empty.index = empty.index.slice(0, 0)
    report = measure_coverage(empty, ODD)
    assert report.requested.coverage_1 == 0 and report.to_json()["frames"] == 0
