"""The append-only log of who read which real photos for what."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenewright.errors import CheckFailed, Problem
from scenewright.identity import digest

__all__ = ["append_reads", "verify_reads"]


def append_reads(path: Path, reads: list[dict[str, Any]], *, plan_digest: str) -> None:
    """Append one line a read, chained to the line before by its digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    previous = digest(json.loads(lines[-1])) if lines else ""
    with path.open("a", encoding="utf-8") as stream:
        for read in reads:
            time = datetime.now(UTC).isoformat(timespec="seconds")
            entry = {**read, "plan": plan_digest, "time": time, "previous": previous}
            stream.write(json.dumps(entry, sort_keys=True) + "\n")
            previous = digest(entry)
        stream.flush()
        os.fsync(stream.fileno())


def verify_reads(path: Path) -> int:
    """Number of entries. Raises `CheckFailed` when a line was changed, removed or put in between."""
    previous, count = "", 0
    for count, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        entry = json.loads(line)
        if entry["previous"] != previous:
            raise CheckFailed(
                Problem(
                    expected="an unbroken chain", found="a changed line before", file=str(path), line=count
                )
            )
        previous = digest(entry)
    return count
