"""The index of rows whose parameters come and go, or change from whole numbers to fractions."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scenewright.dataset.index import Row, write_index

LABELS: dict[str, Any] = {"state": "red", "crop_xy_px": [3, 4], "instances": []}
MEMBER = {
    f"{prefix}_{part}": "00" if part == "sha256" else 7
    for prefix in ("image", "mask", "json")
    for part in ("offset", "size", "sha256")
}


def row(key: str, sample: dict[str, Any], **measured: float | None) -> Row:
    names = {"key": key, "scenario": "s", "index": 0, "time": 0, "shard": "shards/00000.tar"}
    sizes = {"width_px": 8, "height_px": 8, "log_density": 0.5}
    return {**names, **MEMBER, **sizes, "sample": sample, "measured": measured, "labels": LABELS}


def encoded(*batches: list[Row]) -> bytes:
    sink = io.BytesIO()
    write_index(lambda: batches, sink)
    return sink.getvalue()


def table(*batches: list[Row]) -> pa.Table:
    return pq.read_table(io.BytesIO(encoded(*batches)))


@pytest.mark.parametrize(
    ("values", "kind", "read"),
    [
        ([1, 2.5], pa.float64(), [1.0, 2.5]),
        ([None, 3], pa.int64(), [None, 3]),
        ([True, None], pa.bool_(), [True, None]),
        ([1, "two"], pa.string(), ["1", "two"]),
        ([None, None], pa.string(), [None, None]),
    ],
)
def test_a_parameter_has_one_type_over_all_batches(
    values: list[Any], kind: pa.DataType, read: list[Any]
) -> None:
    result = table(*([row(f"k{i}", {"p": value}, seen=1.0)] for i, value in enumerate(values)))
    assert result.schema.field("sample").type.field("p").type == kind
    assert [sample["p"] for sample in result.column("sample").to_pylist()] == read


def test_parameters_of_one_scenario_are_null_in_another() -> None:
    result = table([row("a", {"p": 1}, seen=0.5)], [row("b", {"q": "x"}, lamp=None)])
    assert result.column("sample").to_pylist() == [{"p": 1, "q": None}, {"p": None, "q": "x"}]
    one, two = result.column("measured").to_pylist()
    assert one == {"lamp": None, "seen": 0.5} and two == {"lamp": None, "seen": None}


def test_equal_rows_give_equal_bytes_whatever_the_order_of_their_fields() -> None:
    rows = [row("a", {"p": 1, "q": 2.0}, x=1.0, y=None), row("b", {"p": 2, "q": 3.0}, x=1.0, y=2.0)]
    turned = [{**dict(reversed(r.items())), "sample": dict(reversed(r["sample"].items()))} for r in rows]
    assert encoded(rows) == encoded(turned)
    assert encoded(rows) != encoded(rows[::-1])
