"""Real processes that are killed, interrupted or lose a worker; each is continued to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest
import tiny_frames
from folders import SHEET, Uninterrupted, contents, torn
from processes import VERB, Watched, becomes
from tiny_frames import MAKE, SLOW, TRAP, tiny_recipe

from scenewright.errors import ScenewrightError
from scenewright.generate.run import generate_dataset

KILLS = int(os.environ.get("SCENEWRIGHT_TEST_KILLS", "3"))
"""Kills at random moments; more of them before a release."""
GONE_S = 20.0
"""The kernel takes the workers with their parent; one that was starting finds out first that it has none,
which takes a while on a busy machine. Far below a frame of `slow_run`."""


def finished_shards(folder: Path) -> dict[str, int]:
    """Shards that the journal knows, with the time of their last change."""
    entries = (folder / ".partial").glob("[0-9]*.json")
    shards = [folder / "shards" / f"{entry.stem}.tar" for entry in entries]
    return {shard.name: shard.stat().st_mtime_ns for shard in shards}


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_a_random_moment(rendered: Uninterrupted, tmp_path: Path, number: int) -> None:
    folder = tmp_path / "lights"
    command = [*VERB, *rendered.arguments, "-o", str(folder)]
    # Workers start work at about a third of the run; each kill falls in its own part of the rest.
    moment = 0.3 + 0.7 * (number + random.Random(number).random()) / KILLS
    with Watched(command) as run:
        becomes(lambda: run.process.poll() is not None, moment * rendered.seconds)
        run.kill()
        assert becomes(lambda: not run.living(), GONE_S), f"still alive: {run.living()}"
    assert torn(folder, rendered.folder) == []
    kept = finished_shards(folder)
    with Watched(command) as again:
        assert again.process.wait(120) == 0, again.process.stderr.read()
    assert contents(folder) == contents(rendered.folder)
    assert (folder / SHEET).read_bytes() == (rendered.folder / SHEET).read_bytes()
    made = {shard.name: shard.stat().st_mtime_ns for shard in (folder / "shards").iterdir()}
    assert kept.items() <= made.items(), "a finished shard was made again"


def at_work(run: Watched, folder: Path) -> bool:
    """True once the parent, two workers and the resource tracker run and the folder is begun."""
    return becomes(lambda: (folder / ".partial/begun.json").exists() and len(run.living()) >= 4, 20)


def slow_run(folder: Path) -> Watched:
    """One whose frames take two minutes each."""
    return Watched([sys.executable, tiny_frames.__file__, str(folder), "40"], **{SLOW: "120"})


def test_workers_die_with_their_parent_amid_a_frame(tmp_path: Path) -> None:
    folder = tmp_path / "lights"
    with slow_run(folder) as run:
        assert at_work(run, folder)
        run.kill()
        assert becomes(lambda: not run.living(), GONE_S), f"still alive: {run.living()}"


@pytest.mark.parametrize("to_all", [False, True], ids=["parent", "as-from-a-terminal"])
def test_an_interrupt_ends_all_within_a_frame(tiny: Path, tmp_path: Path, to_all: bool) -> None:
    folder = tmp_path / "lights"
    with Watched([sys.executable, tiny_frames.__file__, str(folder), "40"], **{SLOW: "1"}) as run:
        assert at_work(run, folder)
        time.sleep(0.3)  # amid the start of a worker its parent's end would be news to it
        os.killpg(run.session, signal.SIGINT) if to_all else run.process.send_signal(signal.SIGINT)
        assert becomes(lambda: run.process.poll() is not None, 12), "a shard of 16 s was waited for"
        assert becomes(lambda: not run.living(), GONE_S)
        assert run.process.stderr.read().count("Traceback") == 1, "workers must be silent"
    generate_dataset(tiny_recipe(), folder, make=MAKE)
    assert contents(folder) == contents(tiny)


def test_a_worker_that_dies_is_told_and_continued(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.touch()
    monkeypatch.setenv(TRAP, str(trap))
    with pytest.raises(ScenewrightError, match="one was killed") as told:
        generate_dataset(tiny_recipe(), tmp_path / "lights", make=MAKE)
    assert told.value.exit_code == 3
    generate_dataset(tiny_recipe(), tmp_path / "lights", make=MAKE)
    assert contents(tmp_path / "lights") == contents(tiny)
