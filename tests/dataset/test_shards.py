"""Shards and index as other programs read them: tarfile, WebDataset's rule, pyarrow, DuckDB."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import replace

import cv2
import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from scenewright.dataset import Dataset, Frame, FrameKey
from scenewright.dataset.shard import MEMBERS, frames_per_shard, pack
from scenewright.identity import sha256_hex

STORED = ("shards/00000.tar", "shards/00001.tar")


def frame(name: str = "a/b", index: int = 0) -> Frame:
    return Frame(
        key=FrameKey(name, index),
        image_jpeg=b"an image",
        mask_png=b"a mask" * 100,
        width_px=4,
        height_px=3,
        sample={"state": "red", "überholt": 0.1 + 0.2, "count": 1},
        log_density=-1.5,
        labels={"state": "red", "crop_xy_px": [0, 0], "instances": []},
        measured={"nothing": None},
    )


def members(dataset: Dataset, shard: str) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(dataset.folder / shard) as archive:
        for info in archive:
            stream = archive.extractfile(info)
            assert stream is not None
            yield info, stream.read()


def web_dataset_key(name: str) -> tuple[str, str]:
    """Frame and field of a member by the rule of WebDataset (`webdataset.tariterators.base_plus_ext`)."""
    match = re.match(r"^((?:.*/|)[^.]+)[.]([^/]*)$", name)
    assert match is not None, name
    return match[1], match[2]


@pytest.mark.parametrize("shard", STORED)
def test_metadata_is_fixed(lights: Dataset, shard: str) -> None:
    for info, _ in members(lights, shard):
        assert (info.mtime, info.uid, info.gid, info.uname, info.gname) == (0, 0, 0, "", "")
        assert (info.mode, info.type, info.linkname, info.pax_headers) == (0o644, tarfile.REGTYPE, "", {})


def test_offsets_sizes_and_hashes_are_those_of_the_members(lights: Dataset) -> None:
    found = {shard: iter(list(members(lights, shard))) for shard in STORED}
    for row in lights.index.to_pylist():
        whole = (lights.folder / row["shard"]).read_bytes()
        for prefix, ending in MEMBERS.items():
            info, data = next(found[row["shard"]])
            stem = f"{row['scenario']}/{row['index']:08d}-{row['time']:02d}"
            assert info.name == f"{stem}.{ending}"
            assert (row[f"{prefix}_offset"], row[f"{prefix}_size"]) == (info.offset_data, len(data))
            assert whole[info.offset_data :][: info.size] == data
            assert row[f"{prefix}_sha256"] == sha256_hex(data)
    assert all(next(rest, None) is None for rest in found.values()), "a member that the index lacks"


def test_web_dataset_finds_one_sample_a_frame(lights: Dataset) -> None:
    for shard in STORED:
        names = [info.name for info, _ in members(lights, shard)]
        grouped = [web_dataset_key(name) for name in names]
        frames = list(dict.fromkeys(stem for stem, _ in grouped))
        assert grouped == [(stem, ending) for stem in frames for ending in MEMBERS.values()]
        assert len(frames) == lights.index.column("shard").to_pylist().count(shard)


def test_dots_in_a_name_do_not_merge_frames() -> None:
    packed = pack([frame("a.b/c.d", 0), frame("a.b/c.d", 1)], STORED[0])
    with tarfile.open(fileobj=io.BytesIO(packed.data)) as archive:
        assert len({web_dataset_key(name)[0] for name in archive.getnames()}) == 2


def test_the_longest_scenario_name_fits() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack([frame("n" * 120)], STORED[0]).data)) as archive:
        assert archive.getnames()[0] == "n" * 120 + "/00000000-00.jpg"


def test_equal_frames_give_equal_bytes() -> None:
    two = [frame(index=0), frame(index=1)]
    again = [replace(f, sample=dict(reversed(f.sample.items()))) for f in two]
    assert pack(two, STORED[0]) == pack(again, STORED[0])
    assert pack(two, STORED[0]).data != pack(two[::-1], STORED[0]).data


def test_numbers_and_letters_survive_the_json() -> None:
    packed = pack([frame()], STORED[0])
    (row,) = packed.rows
    stored = json.loads(packed.data[row["json_offset"] :][: row["json_size"]])
    assert stored["sample"] == frame().sample and stored["key"] == "a.b-00000000-00"
    assert stored["measured"] == {"nothing": None} and stored["log_density"] == -1.5


def test_json_and_index_say_the_same(lights: Dataset) -> None:
    for row in lights.index.to_pylist():
        stored = json.loads(lights.read_member(row["key"], "json"))
        assert {name: row[name] for name in stored} == stored


def test_decoded_sizes_are_those_of_the_index(lights: Dataset) -> None:
    for row in lights.index.to_pylist():
        for member in ("image", "mask"):
            data = np.frombuffer(lights.read_member(row["key"], member), np.uint8)
            assert cv2.imdecode(data, cv2.IMREAD_UNCHANGED).shape[:2] == (row["height_px"], row["width_px"])


def test_duckdb_and_pyarrow_read_the_same_index(lights: Dataset) -> None:
    file = lights.folder / "index.parquet"
    table = pq.read_table(file)
    assert table.equals(lights.index)
    keys = table.column("key").to_pylist()
    assert keys == sorted(keys)
    columns = "key, sample.distance_m, labels.state, labels.instances[1].box_modal[3], measured.visible_px"
    rows = duckdb.sql(f"select {columns} from read_parquet('{file}') order by key").fetchall()
    assert rows == [
        (
            row["key"],
            row["sample"]["distance_m"],
            row["labels"]["state"],
            row["labels"]["instances"][0]["box_modal"][2],
            row["measured"]["visible_px"],
        )
        for row in table.to_pylist()
    ]


@pytest.mark.parametrize("count", [1, 16, 17, 24, 1024, 1025, 20_000, 65_536, 1_000_000])
def test_shards_are_neither_tiny_nor_huge(count: int) -> None:
    size = frames_per_shard(count)
    assert 16 <= size <= 1024
    assert size in (16, 1024) or 60 <= -(-count // size) <= 64
