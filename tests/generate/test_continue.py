"""Whose folder it is: one recipe, one environment, one process; and what in it cannot be trusted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_frames
from folders import contents
from processes import Watched, becomes
from tiny_frames import MAKE, MAKE_REFUSED, SLOW, tiny_recipe

from scenewright.errors import InputError
from scenewright.generate import journal
from scenewright.generate.run import generate_dataset, make_shard


@pytest.fixture
def stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two of three shards done."""

    class Stop(BaseException):
        pass

    def two_of_three(work, tasks, **_):  # type: ignore[no-untyped-def]
        yield from (work(task) for task in tasks[:2])
        raise Stop

    with monkeypatch.context() as patch, pytest.raises(Stop):
        patch.setattr("scenewright.generate.run.run_local", two_of_three)
        generate_dataset(tiny_recipe(), tmp_path / "lights", make=MAKE)
    return tmp_path / "lights"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the shards that are made from here on, in this process."""
    paths: list[str] = []

    def in_turn(work, tasks, **_):  # type: ignore[no-untyped-def]
        paths.extend(task.path for task in tasks)
        return map(make_shard, tasks)

    monkeypatch.setattr("scenewright.generate.run.run_local", in_turn)
    return paths


def the_problem(folder: Path, seed: str = "1", make: str = MAKE) -> str:
    with pytest.raises(InputError) as refusal:
        generate_dataset(tiny_recipe(seed=seed), folder, make=make)
    (problem,) = refusal.value.problems
    assert problem.file == str(folder) and problem.expected and problem.found
    return f"expected {problem.expected}, found {problem.found}, fix {problem.fix}"


def test_only_what_is_missing_is_made(tiny: Path, stopped: Path, made: list[str]) -> None:
    generate_dataset(tiny_recipe(), stopped, make=MAKE)
    assert made == ["shards/00002.tar"]
    assert contents(stopped) == contents(tiny)


@pytest.mark.parametrize("finished", [False, True])
def test_another_recipe_is_refused(tiny: Path, stopped: Path, finished: bool) -> None:
    folder = tiny if finished else stopped
    before = contents(folder)
    mine, other = tiny_recipe().digest[:12], tiny_recipe(seed="2").digest[:12]
    assert the_problem(folder, seed="2") == (
        f"expected the dataset of recipe {other}, found that of recipe {mine}, "
        "fix choose another -o, or delete the folder"
    )
    assert contents(folder) == before


def test_other_package_versions_are_refused(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = journal.environment(["traffic_light"])
    newer = {**here, "packages": {**here["packages"], "numpy": "99.0"}, "digest": "0" * 64}
    with monkeypatch.context() as patch:
        patch.setattr(journal, "environment", lambda worlds: newer)
        text = the_problem(stopped)
    assert f"the dataset: numpy {here['packages']['numpy']}, found numpy 99.0, fix install" in text
    generate_dataset(tiny_recipe(), stopped, make=MAKE)


def test_a_folder_with_other_files_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert "found a folder with other files, fix choose another -o" in the_problem(tmp_path)
    assert contents(tmp_path) == {"thesis.txt": b"mine"}


def test_an_empty_folder_is_taken(tiny: Path, tmp_path: Path, made: list[str]) -> None:
    (tmp_path / "lights").mkdir()
    generate_dataset(tiny_recipe(), tmp_path / "lights", make=MAKE)
    assert contents(tmp_path / "lights") == contents(tiny)


def test_a_second_process_is_refused_while_the_first_is_at_work(tmp_path: Path) -> None:
    folder = tmp_path / "lights"
    command = [sys.executable, tiny_frames.__file__, str(folder), "40"]
    with Watched(command, **{SLOW: "5"}) as run:
        assert becomes((folder / ".partial/begun.json").exists, 20)
        for _ in range(2):
            assert "found another one at work in it, fix wait for it" in the_problem(folder)
        assert run.process.poll() is None
        run.kill()
    generate_dataset(tiny_recipe(), folder, make=MAKE)


def test_a_refused_recipe_leaves_the_folder_to_the_next(tmp_path: Path, made: list[str]) -> None:
    folder = tmp_path / "lights"
    with pytest.raises(InputError, match="constraints that can be met"):
        generate_dataset(tiny_recipe(seed="2"), folder, make=MAKE_REFUSED)
    assert list(folder.iterdir()) == []
    generate_dataset(tiny_recipe(), folder, make=MAKE)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


SPOIL: dict[str, Callable[[Path], object]] = {
    "flipped": flip,
    "cut": halve,
    "emptied": lambda file: file.write_bytes(b""),
    "removed": Path.unlink,
    "of another kind": lambda file: file.write_text("[]"),
    "of plain zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
}


@pytest.mark.parametrize("how", SPOIL)
@pytest.mark.parametrize("file", ["shards/00001.tar", ".partial/00001.json"])
def test_a_spoilt_file_is_found_and_made_again(
    tiny: Path, stopped: Path, made: list[str], file: str, how: str
) -> None:
    SPOIL[how](stopped / file)
    generate_dataset(tiny_recipe(), stopped, make=MAKE)
    assert made == ["shards/00001.tar", "shards/00002.tar"]
    assert contents(stopped) == contents(tiny)


@pytest.mark.parametrize("how", SPOIL)
def test_a_spoilt_recipe_of_the_journal_is_no_traceback(stopped: Path, how: str) -> None:
    SPOIL[how](stopped / ".partial/begun.json")
    assert "found that of recipe unknown" in the_problem(stopped)


@pytest.mark.parametrize("below_file", [False, True])
def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path, below_file: bool) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "lights" if below_file else tmp_path / "file"
    assert "expected a folder that can be written, found Not a directory" in the_problem(folder)
