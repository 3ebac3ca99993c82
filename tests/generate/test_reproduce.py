"""Frames made again are those on disk; any other byte is found, wherever it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from folders import Uninterrupted

from scenewright.dataset import open_dataset
from scenewright.errors import InputError
from scenewright.generate.reproduce import pick_keys, reproduce


@pytest.fixture
def copy(rendered: Uninterrupted, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rendered.folder, tmp_path / "lights"))


def flip_member(folder: Path, key: str, member: str) -> None:
    """Change one bit in the middle of a member, in place."""
    row = open_dataset(folder).row(key)
    with (folder / row["shard"]).open("r+b") as stream:
        stream.seek(row[f"{member}_offset"] + row[f"{member}_size"] // 2)
        byte = stream.read(1)[0]
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))


def test_frames_of_every_shard_are_reproduced(rendered: Uninterrupted) -> None:
    dataset = open_dataset(rendered.folder)
    keys = dataset.index.column("key").to_pylist()[::6]
    assert len({dataset.row(key)["shard"] for key in keys}) == 3
    result = reproduce(dataset, keys)
    assert result.passed and result.same_environment and result.frames == tuple(keys)
    assert result.to_json()["identical"] == len(keys)


def test_keys_are_picked_by_the_dataset_alone(rendered: Uninterrupted) -> None:
    dataset = open_dataset(rendered.folder)
    picked = pick_keys(dataset, 8)
    assert picked == pick_keys(open_dataset(rendered.folder), 8)
    assert len(set(picked)) == 8 < 40 == len(set(pick_keys(dataset, 100)))
    assert set(picked) <= set(dataset.index.column("key").to_pylist())


@pytest.mark.parametrize("member", ["image", "mask", "json"])
def test_a_flipped_bit_is_found_in_its_member(copy: Path, member: str) -> None:
    dataset = open_dataset(copy)
    sound, spoilt = pick_keys(dataset, 2)
    flip_member(copy, spoilt, member)
    result = reproduce(open_dataset(copy), [sound, spoilt])
    assert result.differing == ({"key": spoilt, "member": member},)
    assert not result.passed and result.to_json()["identical"] == 1
    (problem,) = open_dataset(copy).verify_files()
    assert problem.file == str(copy / dataset.row(spoilt)["shard"])


def test_another_environment_is_told(rendered: Uninterrupted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenewright.generate.reproduce.environment", lambda worlds: {"digest": "other"})
    dataset = open_dataset(rendered.folder)
    result = reproduce(dataset, pick_keys(dataset, 1))
    assert result.passed and not result.same_environment


def test_every_unknown_key_is_named_at_once(rendered: Uninterrupted) -> None:
    dataset = open_dataset(rendered.folder)
    known = pick_keys(dataset, 1)
    with pytest.raises(InputError) as refusal:
        reproduce(dataset, [*known, "night-00000000-00", "nonsense"])
    problems = refusal.value.problems
    assert [problem.found for problem in problems] == ["'night-00000000-00'", "'nonsense'"]
    assert all(problem.field == "--key" and "such as 'traffic-light." in problem.fix for problem in problems)
