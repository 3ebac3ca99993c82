"""Asking a world for an episode; what goes wrong inside a world is told as that world's own."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenewright.errors import InputError, Problem, ScenewrightError
from scenewright.randomness import Streams
from scenewright.scene import Episode

__all__ = ["build_episode"]


def build_episode(
    world: Any, sample: Mapping[str, Any], streams: Streams, rest: Mapping[str, Any] | None = None
) -> Episode:
    """The episode of a sample; a world that simulates gets what it found earlier.

    Raises `InputError` as the world does, with the frame where it names no file, and with file and line for
    any other exception in the code of a world that is not built in (with the environment variable
    SCENEWRIGHT_DEBUG the exception itself).
    """
    try:
        if getattr(world, "simulates", False):
            episode: Episode = world.build(sample, streams, rest)
        else:
            episode = world.build(sample, streams)
    except InputError as error:
        place = f"world '{world.name}', frame {streams.key.removesuffix('/world')}"
        told = [problem if problem.file else replace(problem, file=place) for problem in error.problems]
        raise InputError(told) from error
    except ScenewrightError:
        raise
    except Exception as error:
        if type(world).__module__.startswith("scenewright.") or os.environ.get("SCENEWRIGHT_DEBUG"):
            raise
        raise InputError(_problem(world, error)) from error
    return episode


def _problem(world: Any, error: Exception) -> Problem:
    """The last line of the traceback that is neither this package's nor a library's."""
    steps = traceback.extract_tb(error.__traceback__)[1:]
    own = [step for step in steps if not any(part in step.filename for part in _NOT_THE_AUTHORS)]
    where = (own or steps)[-1] if steps else None
    return Problem(
        expected=f"an episode of world '{world.name}'",
        found=f"{type(error).__name__}: {error}",
        file=where.filename if where else "",
        line=where.lineno if where else None,
        fix="correct the world's build; SCENEWRIGHT_DEBUG=1 shows the whole traceback",
    )


_NOT_THE_AUTHORS = ("site-packages", "/scenewright/")
