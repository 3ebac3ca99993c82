"""Frames in which an attribute does not apply cover none of its cells; the table of `odd cod` agrees."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scenewright.evidence.coverage import measure_coverage
from scenewright.evidence.coverage.real_evidence import RealTable
from scenewright.scenario.odd import Odd, odd_from_document
from scenewright.scenario.odd.cod import cod_table


def odd_where(condition: str) -> Odd:
    """Lamps count where `condition` holds; half of all is met by night, half with strong lamps."""
    halves = {
        "sun": ("sun_deg", "night", "day", -6),
        "lamp": ("lamp_cd", "weak", "strong", 30),
    }
    attributes: list[dict[str, Any]] = [
        {
            "name": name,
            "parameter": parameter,
            "unit": "1",
            "buckets": [{"label": low, "high": end}, {"label": high, "low": end, "high": 90}],
        }
        for name, (parameter, low, high, end) in halves.items()
    ]
    attributes[1]["valid"] = condition
    light = {"name": "light", "measured": "luminance", "unit": "1"}
    light["buckets"] = [{"label": "dark", "high": 0.5}, {"label": "bright", "low": 0.5}]
    return odd_from_document({"name": "o", "attributes": [*attributes, light]})


def dataset_of(sun: list[Any], lamp: list[Any], luminance: list[Any], rows_a_chunk: int = 7) -> Any:
    names = ["sun_deg", "lamp_cd"]
    columns = [pa.array(sun, pa.float64()), pa.array(lamp, pa.float64())]
    index = pa.table(
        {
            "scenario": ["s"] * len(sun),
            "key": [str(i) for i in range(len(sun))],
            "sample": pa.StructArray.from_arrays(columns, names),
            "measured": pa.StructArray.from_arrays([pa.array(luminance, pa.float64())], ["luminance"]),
        }
    )
    parts = [index.slice(i, rows_a_chunk) for i in range(0, len(sun), rows_a_chunk)]
    manifest = SimpleNamespace(name="d", merkle_root="0", recipe={"strategy": "random", "scenarios": [{}]})
    return SimpleNamespace(manifest=manifest, index=pa.concat_tables(parts))


def test_lamps_by_day_do_not_cover_lamps() -> None:
    """Planted fault: taken as they stand, the strong lamps of the day cover 'strong'."""
    found = measure_coverage(
        dataset_of([20, 20, -10], [50, 50, 10], [0.1] * 3), odd_where("sun = 'night'")
    ).requested
    lamp = found.attributes[1]
    assert [b.count for b in lamp.buckets] == [1, 0] and lamp.not_applicable == 2 and lamp.outside == 0
    assert found.exposure_weighted_1 == 0.75 and found.coverage_2 == 0.5 and found.pairs_infeasible == 2
    assert [h.buckets for h in found.holes] == [("strong",)]
    # By day the lamp is one thing, not two and not nothing.
    assert (found.unseen.seen, found.unseen.frames) == (2, 3)


@pytest.mark.parametrize(
    "condition", ["sun = 'night'", "sun_deg < 10", "light = 'dark'", "luminance < 0.3 or sun = 'night'"]
)
def test_states_are_those_of_the_operational_domain_of_each_frame(condition: str) -> None:
    rng, n = np.random.default_rng(3), 60
    values = [[*rng.uniform(low, high, n)] for low, high in ((-30, 100), (0, 100), (0, 1))]
    for column in values:
        for at in rng.integers(0, n, 9):
            column[at] = None
    dataset, odd = dataset_of(*values), odd_where(condition)
    sides = [pa.Table.from_struct_array(dataset.index[c]) for c in ("sample", "measured")]
    table = cod_table(odd, pa.array(range(n)), *sides)
    report = measure_coverage(dataset, odd)
    for a in (*report.requested.attributes, *report.realised.attributes):
        states = table[f"{a.name}.state"].to_pylist()
        found = [a.inside, a.outside, a.unknown, a.not_applicable]
        assert found == [states.count(s) for s in ("inside", "outside", "unknown", "not_applicable")]
        labels = table[f"{a.name}.bucket"].to_pylist()
        assert [b.count for b in a.buckets] == [labels.count(b.label) for b in a.buckets]


def test_real_records_where_an_attribute_does_not_apply_are_none() -> None:
    rows = pa.table({"sun_deg": [20.0, -10.0], "lamp_cd": [50.0, 10.0]})
    report = measure_coverage(
        dataset_of([-10, -10], [10, 50], [0.1] * 2),
        odd_where("sun = 'night'"),
        t=1,
        real=RealTable("t", "", rows),
    )
    assert report.real is not None
    assert [c.buckets for c in report.real.without_real] == [("strong",)]
