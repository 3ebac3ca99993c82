"""What goes wrong inside somebody's world is told as that world's own, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.generate.episode import build_episode
from scenewright.plugins import load
from scenewright.randomness import Streams


class Broken:
    """A world that somebody wrote."""

    name = "broken"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def build(self, sample: object, streams: Streams) -> None:
        raise self.error  # the line that is told


STREAMS = Streams("root", "0")


def test_an_exception_is_told_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as caught:
        build_episode(Broken(TypeError("no such colour")), {}, STREAMS)
    problem = caught.value.problems[0]
    assert problem.file == __file__ and "world 'broken'" in problem.expected
    assert (
        problem.line and "the line that is told" in Path(__file__).read_text().splitlines()[problem.line - 1]
    )
    assert problem.found == "TypeError: no such colour" and "SCENEWRIGHT_DEBUG" in problem.fix
    monkeypatch.setenv("SCENEWRIGHT_DEBUG", "1")
    with pytest.raises(TypeError):
        build_episode(Broken(TypeError("no such colour")), {}, STREAMS)


def test_own_errors_and_those_of_built_in_worlds_pass_through() -> None:
    refused = InputError(Problem(expected="a", found="b"))
    with pytest.raises(InputError, match=r"world 'broken', frame 0\n  expected a\n  found    b"):
        build_episode(Broken(refused), {}, STREAMS)
    with pytest.raises(InputError, match=r"world 'broken', frame 0\n  found    five carts need 2.4 m"):
        build_episode(Broken(InputError("five carts need 2.4 m")), {}, STREAMS)
    with pytest.raises(CheckFailed):
        build_episode(Broken(CheckFailed("no")), {}, STREAMS)
    with pytest.raises(KeyError):
        build_episode(load("worlds", "traffic_light"), {}, STREAMS)
