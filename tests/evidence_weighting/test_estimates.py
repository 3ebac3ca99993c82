"""Estimates over datasets of every design: what they stand for, and that they are of that."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scenewright.errors import InputError
from scenewright.evidence.weighting import dataset_mean
from scenewright.scenario import load_odd, scenario_from_document
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies.make import make_design

_LIGHTS = scenario_from_document(
    {
        "name": "lights",
        "world": "traffic_light",
        "parameters": {
            "distance_m": {"uniform": [10, 50]},
            "state": {"choice": ["red", "green"]},
            "sun_elevation_deg": {"uniform": [0, 60]},
        },
    }
)
_ODD = """
scenewright: 1
kind: Odd
name: town
attributes:
  - name: sun
    parameter: sun_elevation_deg
    unit: deg
    buckets: [{label: night, high: 0}, {label: day, low: 0}]
    exposure: {night: 0.2, day: 0.8}
  - name: light
    parameter: state
    buckets: [{label: go, values: [green]}, {label: stop, values: [red]}]
    exposure: {go: 0.9, stop: 0.1}
  - name: distance
    parameter: distance_m
    unit: m
    buckets: [{label: near, high: 20}, {label: far, low: 20}]
    exposure: {near: 0.5, far: 0.5}
"""


def _dataset(tmp_path: Path, strategy: str, n: int, **options: Any) -> Any:
    file = tmp_path / "town.odd.yaml"
    file.write_text(_ODD)
    odd = None if strategy == "targeted" else load_odd(file)
    design = make_design(strategy, _LIGHTS, count=n, seed="1", odd=odd, **options).design
    columns = draw_columns(_LIGHTS, root="r", strategy=design, indices=np.arange(n)).columns
    sample = pa.StructArray.from_arrays([pa.array(c.tolist()) for c in columns.values()], list(columns))
    measured = pa.StructArray.from_arrays([pa.array(np.ones(n))], ["luminance_mean"])
    index = pa.table({"index": np.arange(n), "sample": sample, "measured": measured})
    recipe = {"scenarios": [{"scenario": {"name": "lights"}, "design": design.to_json()}]}
    return SimpleNamespace(folder=tmp_path, index=index, manifest=SimpleNamespace(recipe=recipe))


def test_samples_of_a_region_alone_have_the_mean_of_the_region(tmp_path: Path) -> None:
    """It was the region's probability times the mean: 0.25 for a value that is 1 everywhere."""
    inside = _dataset(tmp_path, "targeted", 400, region="distance_m > 40")
    one, meaning = dataset_mean(inside, "luminance_mean")
    assert (one.value, one.low) == (pytest.approx(1), None)
    assert meaning == "the samples of scenario lights in distance_m > 40, 0.25 of them"
    metres = dataset_mean(inside, "distance_m")[0]
    assert metres.low is not None and metres.high is not None
    assert metres.low < 45 < metres.high and metres.high - metres.low < 1.2


def test_cells_without_frames_by_exposure_stand_for_themselves(tmp_path: Path) -> None:
    """Four cells of exposure 0.45, 0.45, 0.05, 0.05, of the 80 % by day."""
    every = _dataset(tmp_path, "covering", 4, t=2)
    assert dataset_mean(every, "luminance_mean")[0].value == pytest.approx(1)
    found, meaning = dataset_mean(every, "state = 'green'")
    assert found.value == pytest.approx(0.9)
    assert "in the 4 cells of these frames alone, 80.0% of its exposure" in meaning
    found, meaning = dataset_mean(_dataset(tmp_path, "covering", 2, t=2), "luminance_mean")
    assert found.value == pytest.approx(1) and "in the 2 cells of these frames alone" in meaning


def test_exposure_that_the_scenario_never_makes_is_told(tmp_path: Path) -> None:
    exposed = _dataset(tmp_path, "exposure", 20)
    found, meaning = dataset_mean(exposed, "state = 'green'")
    assert (
        meaning
        == "what the machine meets (town), but for 20.0% of its exposure, which the scenario never makes"
    )
    assert found.low is not None and found.high is not None
    assert 0 <= found.low < found.value < found.high <= 1


def test_a_value_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no number in 20 of 20 frames"):
        dataset_mean(_dataset(tmp_path, "exposure", 20), "1 / (distance_m - distance_m)")
