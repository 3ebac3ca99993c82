"""Approving, promoting, rolling back and yanking: each is a new entry of the log."""

from __future__ import annotations

from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.identity import sha256_hex
from scenewright.release.attest import Identity, seal, statement
from scenewright.release.channels import channels, history
from scenewright.release.log import Entry, append, read_log
from scenewright.release.manifest import Release, read_release
from scenewright.release.store import Store

__all__ = ["approve", "approvers", "promote", "rollback", "yank"]


def approve(store: Store, release: Release, who: Identity, *, reason: str, at: str) -> Entry:
    """Sign an approval. Raises `CheckFailed` when the author approves and the policy does not allow it."""
    rule = release.manifest["approvals"]
    author = release.manifest["author"]["person"]
    if who.person.casefold() == author.casefold() and not rule["author_may_approve"]:
        fix = "let another person approve, with --as NAME"
        raise CheckFailed(Problem(expected="an approver other than the author", found=who.person, fix=fix))
    predicate = {
        "person": who.person,
        "reason": reason,
        "at": at,
        "evidence": release.manifest["evidence_digest"],
    }
    data = seal(statement("approval/v1", [(release.title, release.digest)], predicate), who)
    sha256 = sha256_hex(data)
    store.create(f"attestations/{release.digest}/{sha256}.dsse.json", data)
    body = {"release": release.digest, "attestation": sha256, "evidence": release.manifest["evidence_digest"]}
    return append(store, who, "approve", body, at=at)


def approvers(release: Release, entries: list[Entry]) -> list[str]:
    """Distinct people whose approval of this release, and of this evidence, counts."""
    rule, author = release.manifest["approvals"], release.manifest["author"]["person"].casefold()
    people = {
        e.person.casefold(): e.person
        for e in entries
        if e.action == "approve"
        and e.body["release"] == release.digest
        and e.body["evidence"] == release.manifest["evidence_digest"]
    }
    return sorted(p for folded, p in people.items() if folded != author or rule["author_may_approve"])


def promote(store: Store, release: Release, channel: str, who: Identity, *, at: str) -> Entry:
    """Point a channel at a release. Raises `CheckFailed` when approvals are missing or it was yanked."""
    entries = read_log(store)
    _refuse_yanked(release, entries)
    have, need = approvers(release, entries), release.manifest["approvals"]["people"]
    if len(have) < need:
        found = f"{len(have)}" + (f" ({', '.join(have)})" if have else "")
        kind = release.manifest["provenance"]["class"]
        fix = f"scenewright release approve {release.digest[:12]} --as NAME"
        expected = f"{need} distinct approvers for a {kind} release"
        raise CheckFailed(Problem(expected=expected, found=found, fix=fix))
    body = {"name": release.manifest["name"], "channel": channel, "release": release.digest, "reason": ""}
    return append(store, who, "promote", body, at=at)


def rollback(
    store: Store, name: str, channel: str, who: Identity, *, reason: str, at: str, to: str = ""
) -> Entry:
    """Point a channel back at the release before, or at one it has pointed at (`to`, a digest)."""
    entries = read_log(store)
    past, now = history(entries, name, channel), channels(entries).get((name, channel))
    first = past.index(now) if now else 0
    earlier = [to] if to and to in past and to != now else past[:first][-1:] if not to else []
    if not earlier:
        expected = f"an earlier release on {name}@{channel}"
        raise InputError(Problem(expected=expected, found=to or "none", fix="see 'scenewright release log'"))
    target = earlier[0]
    _refuse_yanked(read_release(store, target), entries)
    body = {"name": name, "channel": channel, "release": target, "previous": now, "reason": reason}
    return append(store, who, "rollback", body, at=at)


def yank(store: Store, release: Release, who: Identity, *, severity: str, reason: str, at: str) -> Entry:
    """Mark a release as not to be used; nothing is deleted. The entry names the channels."""
    pointed = [f"{n}@{c}" for (n, c), digest in channels(read_log(store)).items() if digest == release.digest]
    body = {"release": release.digest, "severity": severity, "reason": reason, "channels": sorted(pointed)}
    return append(store, who, "yank", body, at=at)


def _refuse_yanked(release: Release, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.action == "yank" and entry.body["release"] == release.digest:
            raise CheckFailed(
                Problem(expected="a release that was not yanked", found=f"yanked: {entry.body['reason']}")
            )
