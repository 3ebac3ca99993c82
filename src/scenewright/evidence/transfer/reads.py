"""The append-only log of who read which real photos for what."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenewright.errors import CheckFailed, Problem
from scenewright.identity import digest

__all__ = ["append_reads", "verify_reads"]


def append_reads(path: Path, reads: list[dict[str, Any]], *, plan_digest: str) -> None:
    """Append one line a read, chained to the line before by its digest.

    Runs that share a log wait for each other. Raises `CheckFailed` when the log's chain is broken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        previous = _chain(path, stream.read())[-1]
        for read in reads:
            time = datetime.now(UTC).isoformat(timespec="seconds")
            entry = {**read, "plan": plan_digest, "time": time, "previous": previous}
            previous = digest(entry)
            stream.write(json.dumps({**entry, "digest": previous}, sort_keys=True) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def verify_reads(path: Path) -> int:
    """Number of entries. Raises `CheckFailed` when one was changed, put in, or removed before another.

    Entries removed from the end leave an unbroken chain: keep the last digest elsewhere to see that.
    """
    return len(_chain(path, path.read_text("utf-8"))) - 1


def _chain(path: Path, text: str) -> list[str]:
    """'' and the digests of the log's entries, each checked against its content and the entry before."""
    digests = [""]
    for number, line in enumerate(text.splitlines(), 1):
        try:
            entry = json.loads(line)
            stated = entry.pop("digest")
            sound = stated == digest(entry) and entry["previous"] == digests[-1]
        except (ValueError, KeyError, TypeError, AttributeError):
            sound = False
        if not sound:
            fix = "keep this file aside, tell who changed it, and begin a new log"
            expected, found = "an unbroken chain", "an entry that was changed, torn or moved"
            raise CheckFailed(Problem(expected=expected, found=found, file=str(path), line=number, fix=fix))
        digests.append(stated)
    return digests
