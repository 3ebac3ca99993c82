"""Domains and tables that would be measured wrongly without a word."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from scenewright.errors import InputError
from scenewright.evidence.coverage import measure_coverage
from scenewright.evidence.coverage.factors import assign, factors_of
from scenewright.evidence.coverage.real_evidence import RealTable
from scenewright.scenario.odd import odd_from_document


def _odd(**changes: Any) -> Any:
    near, far = {"label": "near", "high": 20}, {"label": "far", "low": 20}
    attribute = {"name": "distance", "parameter": "distance_m", "unit": "m", "buckets": [near, far]}
    document = {"scenewright": 1, "kind": "Odd", "name": "town", "attributes": [attribute | changes]}
    return odd_from_document(document)


def _dataset(folder: str = "d", root: str = "a" * 64) -> Any:
    sample = pa.StructArray.from_arrays([pa.array([12.0, 30.0])], ["distance_m"])
    index = pa.table({"scenario": ["s", "s"], "sample": sample, "measured": sample})
    recipe = {"strategy": "random", "scenarios": [{"scenario": {"name": "s", "world": "traffic_light"}}]}
    manifest = SimpleNamespace(recipe=recipe, merkle_root=root, name=folder)
    return SimpleNamespace(folder=Path(folder), index=index, manifest=manifest)


def test_a_domain_in_another_unit_than_the_world_is_refused() -> None:
    """12 m and 30 m were both 'near' or 'far' as if they were kilometres."""
    with pytest.raises(InputError) as caught:
        measure_coverage(_dataset(), _odd(unit="km"))
    (problem,) = caught.value.problems
    assert problem.expected == "the unit of 'distance_m' in the world 'traffic_light', m"
    assert "distance_m * 0.001" in problem.fix
    for fine in ({"unit": "m"}, {"unit": ""}, {"unit": "km", "parameter": "distance_m * 0.001"}):
        assert measure_coverage(_dataset(), _odd(**fine)).frames == 2


def test_a_dataset_named_twice_is_refused() -> None:
    """Each frame would count twice, and intervals would have no width."""
    with pytest.raises(InputError, match="the frames of one again"):
        measure_coverage([_dataset("one"), _dataset("two")], _odd())
    assert measure_coverage([_dataset("one"), _dataset("two", "b" * 64)], _odd()).frames == 4


def test_text_among_numbers_is_told() -> None:
    """One '-' makes a column of a CSV file text: all rows were outside all buckets."""
    (factor,) = factors_of(_odd())
    with pytest.raises(InputError, match="text such as '-'"):
        assign(factor, pa.table({"distance_m": ["12.5", "-", "30"]}))
    rows = pa.table({"distance_m": ["12.5", "-", "30"]})
    with pytest.raises(InputError, match="text such as '-'"):
        measure_coverage(_dataset(), _odd(), real=RealTable("log.csv", "0" * 64, rows))
    assert assign(factor, pa.table({"distance_m": [12.5, None]}))[1] == 1
