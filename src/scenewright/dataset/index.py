"""The index: one row a frame, as Parquet with fixed settings so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["index_schema", "write_index"]

_BOX = pa.list_(pa.int32(), 4)
_POSE = ("camera_from_instance", pa.list_(pa.float64(), 16))
_DESIGNED = (("component", pa.string()), ("log_target_density", pa.float64()))
_INSTANCE = pa.struct(
    [
        ("instance_id", pa.int32()),
        ("category", pa.string()),
        ("state", pa.string()),
        ("subject", pa.bool_()),
        ("box_modal", _BOX),
        ("box_amodal", _BOX),
        ("visible_px", pa.int32()),
        ("amodal_px", pa.int32()),
        ("visible_fraction", pa.float64()),
        ("distance_m", pa.float64()),
        ("below_floor", pa.bool_()),
    ]
)


def index_schema(
    sample_types: dict[str, str],
    measured: Iterable[str],
    *,
    with_poses: bool = False,
    with_components: bool = False,
) -> pa.Schema:
    """Columns of the index. `sample_types` gives text, integer, number or boolean for each parameter."""
    instance = pa.struct([*_INSTANCE, _POSE]) if with_poses else _INSTANCE
    labels = [
        ("state", pa.string()),
        ("crop_xy_px", pa.list_(pa.int32(), 2)),
        ("instances", pa.list_(instance)),
    ]
    arrow = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    members = [
        (f"{prefix}_{part}", pa.string() if part == "sha256" else pa.int64())
        for prefix in ("image", "mask", "json")
        for part in ("offset", "size", "sha256")
    ]
    return pa.schema(
        [
            ("key", pa.string()),
            ("scenario", pa.string()),
            ("index", pa.int64()),
            ("time", pa.int32()),
            ("shard", pa.string()),
            *members,
            ("width_px", pa.int32()),
            ("height_px", pa.int32()),
            ("log_density", pa.float64()),
            *(_DESIGNED if with_components else ()),
            ("sample", pa.struct([(name, arrow[kind]) for name, kind in sorted(sample_types.items())])),
            ("measured", pa.struct([(name, pa.float64()) for name in sorted(measured)])),
            ("labels", pa.struct(labels)),
        ]
    )


Row = dict[str, Any]


def write_index(batches: Callable[[], Iterable[Sequence[Row]]], sink: Any) -> None:
    """Write batches of rows as Parquet, one row group each.

    `batches` is called twice: types first, then rows.
    """
    found: dict[str, str | None] = {}
    measured: set[str] = set()
    with_poses = with_components = False
    for rows in batches():
        for row in rows:
            with_components |= "component" in row
            with_poses |= any(_POSE[0] in instance for instance in row["labels"]["instances"])
            measured |= set(row["measured"])
            for name, value in row["sample"].items():
                found[name] = _wider(found.get(name), _kind(value))
    kinds = {name: kind or "text" for name, kind in found.items()}
    schema = index_schema(kinds, measured, with_poses=with_poses, with_components=with_components)
    with pq.ParquetWriter(sink, schema, compression="zstd", version="2.6", store_schema=False) as writer:
        for rows in batches():
            plain = [{**row, "sample": _as_kinds(row["sample"], kinds)} for row in rows]
            writer.write_table(pa.Table.from_pylist(plain, schema=schema))


def _kind(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "text"


def _wider(one: str | None, two: str | None) -> str | None:
    if one is None or two is None or one == two:
        return one or two
    return "number" if {one, two} <= {"integer", "number"} else "text"


def _as_kinds(sample: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    cast = {"number": float, "text": str, "integer": int, "boolean": bool}
    return {name: None if value is None else cast[kinds[name]](value) for name, value in sample.items()}
