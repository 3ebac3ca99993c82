"""Channels: names that point at releases; a fold over the log."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.release.log import Entry

__all__ = ["channels", "history"]


def channels(entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
    """(release name, channel) -> release digest after all entries."""
    state: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.action in ("promote", "rollback"):
            state[entry.body["name"], entry.body["channel"]] = entry.body["release"]
    return state


def history(entries: Sequence[Entry], name: str, channel: str) -> list[str]:
    """Digests that the channel pointed at, oldest first."""
    moves = (e for e in entries if e.action in ("promote", "rollback"))
    return [e.body["release"] for e in moves if (e.body["name"], e.body["channel"]) == (name, channel)]
