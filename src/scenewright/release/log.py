"""The log: create-only, numbered, hash-chained, signed entries, each with a signed checkpoint.

An entry is `log/<20 digits>.json`; `checkpoints/<20 digits>.json` binds its bytes, so that the last entry
cannot be lost without notice. Whoever removes both the last entry and its checkpoint is found only by
comparing with a head kept elsewhere: the lock file of `pull` keeps one.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from scenewright.errors import CheckFailed, Problem, ScenewrightError
from scenewright.identity import sha256_hex
from scenewright.release.attest import Identity, open_envelope, read_keys, seal, statement
from scenewright.release.store import Store

__all__ = ["Entry", "append", "read_log"]

_ZERO = "0" * 64
_ATTEMPTS = 50


@dataclass(frozen=True)
class Entry:
    """One signed entry of the log."""

    sequence: int
    """1-based."""
    action: str
    """`release`, `approve`, `promote`, `rollback` or `yank`."""
    body: dict[str, Any]
    person: str
    keyid: str
    sha256: str
    """Of the entry's file."""

    def to_json(self) -> dict[str, Any]:
        keys = ("sequence", "action", "body", "person", "keyid", "sha256")
        return {key: getattr(self, key) for key in keys}


def append(store: Store, identity: Identity, action: str, body: dict[str, Any], *, at: str) -> Entry:
    """Append an entry: create N+1 if absent, and try again behind whoever was faster."""
    nonce = uuid.uuid4().hex
    for _ in range(_ATTEMPTS):
        entries = read_log(store)
        head = entries[-1] if entries else None
        if head:
            _checkpoint(store, identity, head.sequence, head.sha256)
        sequence = head.sequence + 1 if head else 1
        previous = head.sha256 if head else _ZERO
        predicate = {
            "sequence": sequence,
            "previous": previous,
            "action": action,
            "body": body,
            "at": at,
            "nonce": nonce,
        }
        data = seal(statement("log-entry/v1", [("previous", previous)], predicate), identity)
        if store.create(_path(sequence), data):
            _checkpoint(store, identity, sequence, sha256_hex(data))
            return Entry(sequence, action, body, identity.person, identity.keyid, sha256_hex(data))
    raise ScenewrightError(Problem(expected="a free place in the log", found=f"{_ATTEMPTS} lost races"))


def read_log(store: Store) -> list[Entry]:
    """All entries, every link and signature checked. Raises `CheckFailed`."""
    keys = read_keys(store)
    entries: list[Entry] = []
    previous = _ZERO
    for number, path in enumerate(store.names("log"), start=1):
        file = str(store.root / path)
        if path != _path(number):
            raise CheckFailed(Problem(expected=f"log entry {_path(number)}", found=path, file=file))
        data = store.read(path)
        payload, keyid = open_envelope(data, keys, file)
        body = payload["predicate"]
        if body.get("sequence") != number or body.get("previous") != previous:
            found = f"entry {body.get('sequence')} after {str(body.get('previous'))[:12]}"
            raise CheckFailed(
                Problem(expected=f"entry {number} after {previous[:12]}", found=found, file=file)
            )
        previous = sha256_hex(data)
        entries.append(Entry(number, body["action"], body["body"], keys[keyid]["person"], keyid, previous))
    return entries


def _checkpoint(store: Store, identity: Identity, sequence: int, sha256: str) -> None:
    path = f"checkpoints/{sequence:020d}.json"
    if not (store.root / path).exists():
        subject = [(f"log/{sequence:020d}.json", sha256)]
        store.create(path, seal(statement("checkpoint/v1", subject, {"sequence": sequence}), identity))


def _path(sequence: int) -> str:
    return f"log/{sequence:020d}.json"
