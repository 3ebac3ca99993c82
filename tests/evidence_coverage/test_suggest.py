"""Suggested scenarios load, and drawing from them hits the holes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

import scenewright
from scenewright.errors import InputError
from scenewright.evidence.coverage import measure_coverage, suggest_scenario
from scenewright.evidence.coverage.base_scenario import base_scenario
from scenewright.evidence.coverage.holes import Hole
from scenewright.scenario import Scenario, draw_many, load_odd, load_scenario

TEMPLATE = Path(scenewright.__file__).parent / "templates" / "traffic-sign"
ODD = load_odd(TEMPLATE / "odd" / "german-roads.odd.yaml")
BASE = load_scenario(TEMPLATE / "scenarios" / "all-conditions.scenario.yaml")


def dataset(scenario: Scenario, n: int, strategy: str = "sobol") -> SimpleNamespace:
    drawn = draw_many(scenario, root="test", strategy=strategy, indices=range(n))
    measured = [{"luminance_mean": 0.5, "luminance_std": 0.1}] * n
    index = pa.table(
        {"scenario": [scenario.name] * n, "sample": [d.sample for d in drawn], "measured": measured}
    )
    entry = {"scenario": scenario.to_document(resolved=True), "declared": list(scenario.declared)}
    recipe = {"strategy": strategy, "scenarios": [entry]}
    return SimpleNamespace(
        index=index, manifest=SimpleNamespace(name="d", merkle_root="0" * 64, recipe=recipe)
    )


def cell(scenario: Scenario, hole: Hole, n: int = 60) -> int:
    """Frames of a new dataset of `scenario` in the hole, by the coverage report's own buckets."""
    from scenewright.evidence.coverage.factors import assign, factors_of, flat_rows

    rows = flat_rows(dataset(scenario, n, "random").index, "sample")
    inside = [
        assign(f, rows)[0] == [b.label for b in f.buckets].index(label)
        for f in factors_of(ODD)
        for name, label in zip(hole.attributes, hole.buckets, strict=True)
        if f.name == name
    ]
    return sum(map(all, zip(*inside, strict=True)))


def test_a_suggestion_loads_and_fills_the_holes_of_the_dataset(tmp_path: Path) -> None:
    made = dataset(BASE, 300)
    holes = measure_coverage(made, ODD).requested.holes
    found = suggest_scenario(holes, ODD, base_scenario(made.manifest), name="traffic-sign/fill", most=2)
    file = tmp_path / "fill.scenario.yaml"
    file.write_text(found.text)
    scenario = load_scenario(file)
    assert (
        scenario.world == BASE.world and scenario.name == "traffic-sign/fill" and "extends" not in found.text
    )
    assert len(found.filled) == 2
    before = measure_coverage(made, ODD).requested
    for hole, share in found.filled:
        assert hole in before.holes and share > 0.1
        assert cell(scenario, hole) >= 10, hole
        assert cell(BASE, hole) < 5, "planted fault: the dataset's own scenario hardly shows it"
        assert f"exposure {hole.exposure:.2g}" in found.text


def test_an_attribute_of_several_parameters_is_aimed_at_by_its_condition(tmp_path: Path) -> None:
    hole = Hole(("sun position", "rain"), ("backlight", "heavy"), 0, 0.001)
    found = suggest_scenario([hole], ODD, BASE, name="fill")
    assert suggest_scenario([hole], ODD, BASE, name="fill").text == found.text
    assert "(abs(sun_azimuth_deg)) < 45" in found.text
    (tmp_path / "fill.scenario.yaml").write_text(found.text)
    scenario = load_scenario(tmp_path / "fill.scenario.yaml")
    assert cell(scenario, hole) == 60
    assert scenario.parameters["sun_azimuth_deg"] == BASE.parameters["sun_azimuth_deg"]


def test_holes_that_cannot_be_aimed_at_are_named_with_the_reason() -> None:
    dark = Hole(("image brightness",), (ODD_BRIGHTNESS[0],), 0, 0.2)
    night = Hole(("sun elevation",), ("night",), 0, 0.1)
    found = suggest_scenario([dark, night], ODD, BASE, name="fill")
    assert [h for h, _ in found.filled] == [night]
    assert "measured in the pixels" in found.left_out[0][1] and "# Not filled: image brightness" in found.text
    with pytest.raises(InputError) as caught:
        suggest_scenario([dark], ODD, BASE, name="fill")
    assert "measured in the pixels" in caught.value.problems[0].found
    with pytest.raises(InputError, match="no hole"):
        suggest_scenario([], ODD, BASE, name="fill")


ODD_BRIGHTNESS = [b.label for a in ODD.attributes if a.name == "image brightness" for b in a.buckets]
