"""A crash at each single moment in which generation touches the disk, found one after another.

The workers' task runs in this process and a crash is an exception that nothing catches, so that every moment
can be tried in milliseconds. `test_kill.py` does the same with real processes at random moments.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from folders import contents, torn
from tiny_frames import MAKE, tiny_recipe

from scenewright.dataset import open_dataset
from scenewright.errors import InputError
from scenewright.generate.run import generate_dataset

WRITES = 9
"""Begun, three shards and their entries, index, manifest."""


class Crash(BaseException):
    """No handler of errors may run after it: a killed process runs none."""


@dataclass
class Saboteur:
    """Ends the run at one of its renames."""

    at: int
    """Number of the rename, from 0."""
    how: str
    """`before` or `after` it, or before it with the file `cut` or `empty`."""
    seen: int = 0

    def rename(self, real: Callable[[Path, Path], Path], source: Path, target: Path) -> Path:
        self.seen += 1
        if self.seen != self.at + 1:
            return real(source, target)
        if self.how == "after":
            real(source, target)
        elif self.how != "before":
            data = source.read_bytes()
            source.write_bytes(data[: len(data) // 2] if self.how == "cut" else b"")
        raise Crash


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_turn(work: Callable[[Any], Any], tasks: Sequence[Any], **_: object) -> Iterator[Any]:
        return (work(task) for task in tasks)

    monkeypatch.setattr("scenewright.generate.run.run_local", in_turn)


def run_with(saboteur: Saboteur, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda source, target: saboteur.rename(real, source, target))
        generate_dataset(tiny_recipe(), folder, make=MAKE)


def test_the_writes_are_all_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = Saboteur(at=-1, how="before")
    run_with(idle, tmp_path / "lights", monkeypatch)
    assert idle.seen == WRITES


@pytest.mark.parametrize("how", ["before", "after", "cut", "empty"])
@pytest.mark.parametrize("at", range(WRITES))
def test_a_crash_leaves_nothing_torn_and_is_continued(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, how: str
) -> None:
    folder = tmp_path / "lights"
    with pytest.raises(Crash):
        run_with(Saboteur(at, how), folder, monkeypatch)
    assert torn(folder, tiny) == []
    if (at, how) == (WRITES - 1, "after"):
        assert open_dataset(folder).verify_files() == []
    else:
        with pytest.raises(InputError):
            open_dataset(folder)
    generate_dataset(tiny_recipe(), folder, make=MAKE)
    assert contents(folder) == contents(tiny)


def test_crash_after_crash_comes_to_the_same_end(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lights"
    crashes = 0
    while not (folder / "dataset.json").exists():
        with pytest.raises(Crash):
            run_with(Saboteur(1, "after"), folder, monkeypatch)
        crashes += 1
        assert crashes < 2 * WRITES
    generate_dataset(tiny_recipe(), folder, make=MAKE)
    assert contents(folder) == contents(tiny)


def test_a_crash_while_the_journal_goes_away(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(folder: Path) -> None:
        (folder / "begun.json").unlink()
        raise Crash

    folder = tmp_path / "lights"
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(shutil, "rmtree", crash)
        generate_dataset(tiny_recipe(), folder, make=MAKE)
    generate_dataset(tiny_recipe(), folder, make=MAKE)
    assert contents(folder) == contents(tiny)
