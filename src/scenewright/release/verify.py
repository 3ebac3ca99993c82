"""Verifying a store offline: every byte of every file is bound to a name, a hash or a signature."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from scenewright.errors import CheckFailed, Problem
from scenewright.identity import FileEntry, file_sha256, merkle_root
from scenewright.release.attest import open_envelope, read_keys
from scenewright.release.log import Entry, read_log
from scenewright.release.manifest import Release, blob_refs, read_release
from scenewright.release.store import Store

__all__ = ["verify_release", "verify_store"]


def verify_store(store: Store) -> list[Problem]:
    """Check all files: releases, blobs, attestations, log, checkpoints, keys; missing and unknown files."""
    problems: list[Problem] = []
    keys = _collect(problems, lambda: read_keys(store)) or {}
    entries = _collect(problems, lambda: read_log(store))
    if entries is None:
        return problems
    expected = {f"keys/{keyid}.json" for keyid in keys}
    for entry in entries:
        expected |= {f"log/{entry.sequence:020d}.json", f"checkpoints/{entry.sequence:020d}.json"}
        _collect(problems, partial(_check_checkpoint, store, keys, entry))
        if entry.action == "approve":
            expected.add(f"attestations/{entry.body['release']}/{entry.body['attestation']}.dsse.json")
        if entry.action == "release":
            digest = entry.body["release"]
            expected |= {
                f"releases/sha256/{digest}",
                f"attestations/{digest}/{entry.body['attestation']}.dsse.json",
            }
            release = _collect(problems, partial(read_release, store, digest))
            if release:
                expected |= {store.blob_path(sha256) for sha256 in blob_refs(release.manifest)}
    for digest in dict.fromkeys(e.body["release"] for e in entries if e.action == "release"):
        problems += verify_release(store, digest, entries)
    present = set(store.names("."))
    for path in sorted(present - expected):
        if path.startswith("keys/private/") and path.endswith(".pem"):
            _collect(problems, partial(_check_private, store, path))
        else:
            fix = "see 'scenewright release gc' for what an interrupted build left"
            problems.append(
                Problem(expected="only files that the log names", found="an unknown file", file=path, fix=fix)
            )
    problems += [
        Problem(expected="a file that the log names", found="nothing", file=p)
        for p in sorted(expected - present)
    ]
    return list(dict.fromkeys(problems))


def verify_release(store: Store, digest: str, entries: list[Entry] | None = None) -> list[Problem]:
    """Check one release: manifest, every blob, dataset roots, and the attestations about it."""
    problems: list[Problem] = []
    keys = _collect(problems, lambda: read_keys(store)) or {}
    entries = entries if entries is not None else _collect(problems, lambda: read_log(store)) or []
    release = _collect(problems, lambda: read_release(store, digest))
    if release is None:
        return problems
    for sha256, size in sorted(blob_refs(release.manifest).items()):
        _collect(problems, partial(_check_blob, store, sha256, size))
    _collect(problems, lambda: _check_roots(store, release))
    for entry in entries:
        if entry.action in ("release", "approve") and entry.body["release"] == digest:
            _collect(problems, partial(_check_attestation, store, keys, release, entry))
    if not any(e.action == "release" and e.body["release"] == digest for e in entries):
        problems.append(Problem(expected="a log entry of this release", found="none", file=digest))
    return problems


def _collect(problems: list[Problem], check: Callable[[], Any]) -> Any:
    try:
        return check()
    except CheckFailed as error:
        problems += error.problems
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(Problem(expected="a well-formed store", found=f"{type(error).__name__}: {error}"))
    return None


def _check_blob(store: Store, sha256: str, size: int) -> None:
    file = store.blob_file(sha256)
    if not file.is_file():
        raise CheckFailed(Problem(expected="a blob", found="nothing", file=str(file)))
    found = (file_sha256(file), file.stat().st_size)
    if found != (sha256, size):
        raise CheckFailed(
            Problem(
                expected=f"{size} bytes, SHA-256 {sha256}",
                found=f"{found[1]} bytes, {found[0]}",
                file=str(file),
            )
        )


def _check_roots(store: Store, release: Release) -> None:
    for dataset in release.manifest["datasets"]:
        manifest = json.loads(store.get(dataset["manifest"]["sha256"]))
        files = [FileEntry(f["path"], f["size"], f["sha256"]) for f in dataset["files"]]
        root = merkle_root(files)
        if not root == dataset["merkle_root"] == manifest["merkle_root"]:
            raise CheckFailed(
                Problem(expected=f"Merkle root {dataset['merkle_root']}", found=root, field=dataset["name"])
            )


def _check_attestation(store: Store, keys: dict[str, dict[str, Any]], release: Release, entry: Entry) -> None:
    sha256 = entry.body["attestation"]
    path = f"attestations/{release.digest}/{sha256}.dsse.json"
    data, file = store.read(path), str(store.root / path)
    payload, keyid = open_envelope(data, keys, file)
    subject = payload["subject"][0]["digest"]["sha256"]
    if file_sha256(store.root / path) != sha256 or subject != release.digest or keyid != entry.keyid:
        raise CheckFailed(
            Problem(expected=f"the attestation {sha256} of {release.digest}", found="another", file=file)
        )


def _check_checkpoint(store: Store, keys: dict[str, dict[str, Any]], entry: Entry) -> None:
    path = f"checkpoints/{entry.sequence:020d}.json"
    payload, _ = open_envelope(store.read(path), keys, str(store.root / path))
    bound = payload["subject"][0]["digest"]["sha256"], payload["predicate"]["sequence"]
    if bound != (entry.sha256, entry.sequence):
        raise CheckFailed(Problem(expected=f"a checkpoint of {entry.sha256}", found=bound[0], file=path))


def _check_private(store: Store, path: str) -> None:
    data = store.read(path)
    try:
        signer = CryptoSigner(load_pem_private_key(data, None))
        same = signer.private_bytes == data and path == f"keys/private/{signer.public_key.keyid}.pem"
    except Exception:
        same = False
    if not same:
        raise CheckFailed(Problem(expected="the private key of that name", found="another", file=path))
