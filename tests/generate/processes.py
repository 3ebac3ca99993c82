"""Generating processes that are watched, interrupted and killed, with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

VERB = [sys.executable, "-c", "import sys; from scenewright.cli import main; sys.exit(main())"]


class Watched:
    """A process in a session of its own, so that its workers can be found when it is gone."""

    def __init__(self, command: Sequence[str], **environment: str) -> None:
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            start_new_session=True,
            # What a shell starts in the background ignores Ctrl-C, and so would all that it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.session = self.process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.session, signal.SIGKILL)
        self.process.communicate()

    def kill(self) -> None:
        """SIGKILL to the parent alone, as the kernel does when memory runs out."""
        self.process.kill()
        self.process.wait()

    def living(self) -> list[int]:
        """Processes of the session that still run, the parent included."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.session and state not in "ZX":
                    found.append(int(stat.parent.name))
        return found


def becomes(wanted: Callable[[], bool], within_s: float) -> bool:
    """Whether `wanted` holds at some moment of the next seconds."""
    end = time.monotonic() + within_s
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
