"""Opening and reading datasets, sound and spoilt."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scenewright.cli import main
from scenewright.dataset import Dataset, open_dataset
from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.identity import file_sha256


def problems(folder: Path) -> list[Problem]:
    """What opening says, as a user sees it: through the verb, with exit code 2 and no traceback."""
    with pytest.raises(InputError) as refusal:
        open_dataset(folder)
    assert main(["reproduce", str(folder)]) == 2
    assert all(problem.expected and problem.found and problem.fix for problem in refusal.value.problems)
    return list(refusal.value.problems)


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "dataset.json"
    data = json.loads(file.read_bytes())
    change(data)
    file.write_text(json.dumps(data))


def test_images_masks_and_labels_have_their_shapes(lights: Dataset) -> None:
    for number, row in enumerate(lights.index.to_pylist()):
        image, mask = lights.read_image(number), lights.read_mask(row["key"])
        size = (row["height_px"], row["width_px"])
        assert (image.shape, image.dtype) == ((*size, 3), np.uint8)
        assert (mask.shape, mask.dtype) == (size, np.uint8)
        # torch.from_numpy refuses arrays that run backwards.
        assert image.flags["C_CONTIGUOUS"] and image.flags["WRITEABLE"]
        labels = lights.read_labels(number)
        assert labels == row["labels"] and labels["state"] == row["sample"]["state"]
        assert set(np.unique(mask)) - {0} <= {i["instance_id"] for i in labels["instances"]}


def test_images_are_rgb(lights: Dataset) -> None:
    for number in range(lights.count):
        with Image.open(io.BytesIO(lights.read_member(number, "image"))) as other:
            difference = np.asarray(other.convert("RGB"), np.int16) - lights.read_image(number)
        # The two libraries' JPEG decoders may round apart.
        assert np.abs(difference).mean() < 1
    # A picture without colour would prove nothing.
    assert any(np.ptp(lights.read_image(i).mean(axis=(0, 1))) > 10 for i in range(lights.count))


def test_rows_by_number_and_by_key_are_the_same(lights: Dataset) -> None:
    keys = lights.index.column("key").to_pylist()
    assert [lights.row(i)["key"] for i in range(lights.count)] == keys
    assert lights.row(keys[17]) == lights.row(17)
    with pytest.raises(CheckFailed, match="'nonsense'"):
        lights.row("nonsense")


def test_the_manifest_binds_every_file(lights: Dataset) -> None:
    assert lights.verify_files() == []
    listed = [record.path for record in lights.manifest.files]
    assert listed == sorted(["index.parquet", "shards/00000.tar", "shards/00001.tar"])
    for record in lights.manifest.files:
        assert record.sha256 == file_sha256(lights.folder / record.path)
    raw = (lights.folder / "dataset.json").read_bytes()
    assert raw == lights.manifest.encode()
    assert str(lights.folder.parent) not in raw.decode(), (
        "the manifest says nothing of this machine's folders"
    )


def test_a_changed_byte_is_told_by_verification(copy: Path) -> None:
    file = copy / "shards/00001.tar"
    data = bytearray(file.read_bytes())
    data[700] ^= 1
    file.write_bytes(data)
    (problem,) = open_dataset(copy).verify_files()
    assert problem.file == str(file)


@pytest.mark.parametrize("field", ["size", "sha256", "path"])
def test_a_root_that_does_not_fit_is_told(copy: Path, field: str) -> None:
    spoilt = {"size": 1, "sha256": "0" * 64, "path": "shards/00002.tar"}[field]
    dataset = open_dataset(copy)
    record = dataset.manifest.files[1].model_copy(update={field: spoilt})
    files = [dataset.manifest.files[0], record, dataset.manifest.files[2]]
    other = Dataset(copy, dataset.manifest.model_copy(update={"files": files}))
    assert "merkle_root" in [problem.field for problem in other.verify_files()]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "nowhere")
    assert problem.file == str(tmp_path / "nowhere/dataset.json") and problem.fix == "check the path"


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (problem,) = problems(tmp_path / "file")
    assert problem.found == "Not a directory"


def test_an_unfinished_dataset_says_how_to_finish(tmp_path: Path) -> None:
    (tmp_path / ".partial").mkdir()
    (problem,) = problems(tmp_path)
    assert problem.fix == "run the same 'scenewright generate' again to finish it"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b"{}" * 2, b"[" * 100_000, b'{"a": NaN}', b'"\x00"'],
)
def test_what_is_no_manifest(copy: Path, data: bytes) -> None:
    (copy / "dataset.json").write_bytes(data)
    (problem,) = problems(copy)
    assert problem.file == str(copy / "dataset.json")


@pytest.mark.parametrize(
    ("version", "fix"), [(2, "update scenewright"), (0, "restore"), ("1", "restore"), (None, "restore")]
)
def test_another_schema_version_is_the_only_problem(copy: Path, version: object, fix: str) -> None:
    edit(copy, lambda data: (data.update(schema_version=version), data.pop("count")))
    (problem,) = problems(copy)
    assert problem.field == "schema_version" and problem.expected == "schema version 1"
    assert problem.fix.startswith(fix)


def test_every_problem_of_a_manifest_at_once(copy: Path) -> None:
    def spoil(data: dict[str, Any]) -> None:
        del data["name"]
        data["count"] = "many"
        data["files"][1]["size"] = None
        data["colour"] = "blue"

    edit(copy, spoil)
    assert {problem.field for problem in problems(copy)} == {"name", "count", "files.1.size", "colour"}


def test_every_missing_or_torn_file_at_once(copy: Path) -> None:
    (copy / "shards/00000.tar").unlink()
    torn = copy / "index.parquet"
    torn.write_bytes(torn.read_bytes()[:-1])
    (copy / "shards/00001.tar").unlink()
    (copy / "shards/00001.tar").mkdir()
    found = {Path(problem.file).name: problem.found for problem in problems(copy)}
    assert found == {
        "00000.tar": "nothing",
        "index.parquet": f"one of {torn.stat().st_size}",
        "00001.tar": "nothing",
    }


def test_a_shard_that_goes_while_it_is_read(copy: Path) -> None:
    dataset = open_dataset(copy)
    assert dataset.index.num_rows == 24
    (copy / "shards/00000.tar").write_bytes(b"short")
    with pytest.raises(CheckFailed, match="found    0 bytes"):
        dataset.read_image(0)
    (copy / "shards/00000.tar").unlink()
    with pytest.raises(CheckFailed, match="No such file"):
        dataset.read_mask(0)
    assert dataset.read_image(23).size, "the other shard is sound"


def test_bytes_that_are_no_image(copy: Path) -> None:
    row = open_dataset(copy).row(0)
    with (copy / row["shard"]).open("r+b") as stream:
        stream.seek(row["image_offset"])
        stream.write(bytes(row["image_size"]))
    with pytest.raises(CheckFailed, match="a decodable image"):
        open_dataset(copy).read_image(0)


def test_an_index_that_is_no_parquet_file(copy: Path) -> None:
    file = copy / "index.parquet"
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(CheckFailed, match="a readable index"):
        _ = open_dataset(copy).index
    assert main(["reproduce", str(copy)]) == 1
