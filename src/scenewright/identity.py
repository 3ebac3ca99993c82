"""Content identity: SHA-256 over RFC 8785 canonical JSON, and the Merkle root of a set of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import rfc8785

__all__ = ["FileEntry", "canonical_json", "digest", "file_sha256", "merkle_root", "plain_json", "sha256_hex"]

_CHUNK_BYTES = 1 << 20


class FileEntry(NamedTuple):
    """A file as it enters a Merkle root."""

    path: str
    """POSIX path relative to the root that is described."""
    size: int
    """Bytes."""
    sha256: str
    """64 lower-case hex digits."""


def canonical_json(value: Any) -> bytes:
    """RFC 8785 (JCS) bytes of a JSON value.

    Raises `rfc8785.CanonicalizationError` for NaN, infinities, integers beyond 2^53 and non-JSON types.
    """
    return rfc8785.dumps(value)


def plain_json(value: Any) -> Any:
    """`value` with tuples as lists and floats rounded to 9 decimals, so that reports have steady digests."""
    if isinstance(value, dict):
        return {key: plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item) for item in value]
    return round(value, 9) if isinstance(value, float) else value


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of `value`."""
    return sha256_hex(canonical_json(value))


def file_sha256(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes, read in chunks."""
    state = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            state.update(chunk)
    return state.hexdigest()


def merkle_root(entries: Iterable[FileEntry]) -> str:
    """Merkle tree hash (hex) over entries sorted by path; names and sizes are bound, order is not.

    The tree is that of RFC 6962 section 2.1 (leaf prefix 0x00, node prefix 0x01, split at the largest
    power of two below n); a leaf is the canonical JSON of `[path, size, sha256]`.

    Raises `ValueError` when two entries have the same path.
    """
    ordered = sorted(entries)
    if len({entry.path for entry in ordered}) != len(ordered):
        raise ValueError("merkle_root: expected distinct paths")
    leaves = [hashlib.sha256(b"\x00" + canonical_json(list(entry))).digest() for entry in ordered]
    return _tree_hash(leaves).hex()


def _tree_hash(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = _tree_hash(leaves[:split]), _tree_hash(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()
