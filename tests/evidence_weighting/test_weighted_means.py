"""Weighted means of datasets: what they stand for, their intervals, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scenewright.errors import InputError
from scenewright.evidence.weighting import dataset_mean, weighted_mean
from scenewright.scenario import Scenario, number, scenario_from_document
from scenewright.scenario.odd import odd_from_document
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies import Design
from scenewright.scenario.strategies.make import make_design
from scenewright.scenario.strategies.weights import importance_weights

_SPECS = [number(name, "m", 0, 1, "", {"uniform": [0, 1]}, "") for name in ("x", "y")]
_ODD = odd_from_document(
    {
        "name": "o",
        "attributes": [
            {
                "name": name,
                "parameter": name,
                "unit": "m",
                "buckets": [{"label": "low", "high": 0.5}, {"label": "high", "low": 0.5}],
                "exposure": {"low": 0.9, "high": 0.1},
            }
            for name in ("x", "y")
        ],
    }
)


def scenario_of(name: str = "s") -> Scenario:
    return scenario_from_document({"name": name, "world": "none"}, _SPECS)


def dataset_of(design: Design | None, count: int) -> Any:
    used = design or Design("random")
    columns = draw_columns(scenario_of(), root="r", strategy=used, indices=np.arange(count)).columns
    sample = pa.StructArray.from_arrays([pa.array(c) for c in columns.values()], list(columns))
    measured = pa.StructArray.from_arrays([pa.array(np.zeros(count))], ["dark"])
    index = pa.table({"index": np.arange(count), "sample": sample, "measured": measured})
    entry = {"scenario": {"name": "s"}, **({"design": design.to_json()} if design else {})}
    return SimpleNamespace(
        index=index, folder=Path("d"), manifest=SimpleNamespace(recipe={"scenarios": [entry]})
    )


def test_all_samples_in_a_region_stand_for_that_region() -> None:
    """Planted fault: sum(w x) / n is the region's share (0.1) times its mean."""
    design = make_design("targeted", scenario_of(), count=200, seed="1", region="x > 0.9").design
    found, meaning = dataset_mean(dataset_of(design, 200), "x")
    assert found.value == pytest.approx(0.95, abs=0.01)
    assert found.low is not None and found.high is not None and found.low < 0.95 < found.high
    assert meaning == "the samples of scenario s in x > 0.9, 0.1 of them"
    assert dataset_mean(dataset_of(design, 200), "x > 0.9")[0].value == pytest.approx(1)


def test_cells_without_samples_by_exposure_stand_for_themselves() -> None:
    """Three of four cells, 0.81 + 0.09 + 0.09 of what is met; x is 0.25 or 0.75 on average."""
    design = make_design("covering", scenario_of(), count=3, seed="1", odd=_ODD, t=2).design
    rows = ((0, 0), (0, 1), (1, 0))
    design = replace(design, rows=rows, row_probability=(0.81, 0.09, 0.09), by_exposure=0.0)
    found, meaning = dataset_mean(dataset_of(design, 3000), "x")
    assert found.value == pytest.approx((0.25 * 0.9 + 0.75 * 0.09) / 0.99, abs=0.01)
    assert meaning.endswith("in the 3 cells of these frames alone, 99.0% of its exposure")


def test_probabilities_found_by_drawing_widen_the_interval() -> None:
    """What is estimated is the region's probability: the interval is as wide as that is uncertain."""
    design = make_design("targeted", scenario_of(), count=400, seed="1", region="x > 0.9", share=0.5).design
    off = replace(design, row_probability=(0.08,), row_probability_error=0.2)
    columns = draw_columns(scenario_of(), root="r", strategy=off, indices=np.arange(400)).columns
    assert off.domain is not None
    weights = importance_weights(off, off.domain.codes(columns))
    inside = np.asarray(columns["x"] > 0.9, np.float64)
    found = weighted_mean(inside, weights)
    assert found.low is not None and found.high is not None and found.low < 0.1 < found.high
    narrow = weighted_mean(inside, replace(weights, relative_error=0.0))
    assert narrow.high is not None and narrow.high < 0.1


def test_the_interval_of_a_share_stays_within_0_and_1() -> None:
    dataset = dataset_of(None, 12)
    rare = float(np.sort(dataset.index.column("sample").combine_chunks().field("x").to_numpy())[1])
    found = dataset_mean(dataset, f"x < {rare}")[0]
    assert found.value == pytest.approx(1 / 12) and found.low == 0
    assert dataset_mean(dataset, f"case when x < {rare} then 1 else 0 end")[0].low != 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ln(dark)", "infinite or no number in 5 of 5 frames"),
        ("x / dark - x / dark", "infinite or no number in 5 of 5 frames"),
        ("nullif(dark, 0)", "unknown in 5 of 5 frames"),
    ],
)
def test_what_has_no_mean_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        dataset_mean(dataset_of(None, 5), text)


def test_samples_of_another_program_have_no_weights() -> None:
    dataset = dataset_of(None, 5)
    dataset.manifest.recipe["scenarios"][0]["design"] = Design("scenic").to_json()
    with pytest.raises(InputError, match="another program drew them"):
        dataset_mean(dataset, "x")
