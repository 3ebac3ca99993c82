"""The local store: create-only files, content-addressed blobs. Nothing in it is ever overwritten."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.identity import canonical_json, file_sha256, sha256_hex

__all__ = ["BlobRef", "Store"]


@dataclass(frozen=True)
class BlobRef:
    """A blob by its content."""

    sha256: str
    size: int
    """Bytes."""

    def to_json(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "size": self.size}


@dataclass(frozen=True)
class Store:
    """A store in a local folder; paths are relative and POSIX."""

    root: Path

    def create(self, path: str, data: bytes) -> bool:
        """Create a file if it is absent (temporary file, fsync, hard link). False if it was there."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.root / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        temporary = scratch / uuid.uuid4().hex
        try:
            with temporary.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            try:
                os.link(temporary, target)
            except FileExistsError:
                return False
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            return True
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def put(self, data: bytes) -> BlobRef:
        """Store a blob. Raises `CheckFailed` when other bytes stand under its name."""
        ref = BlobRef(sha256_hex(data), len(data))
        if (
            not self.create(self.blob_path(ref.sha256), data)
            and file_sha256(self.blob_file(ref.sha256)) != ref.sha256
        ):
            path = str(self.blob_file(ref.sha256))
            raise CheckFailed(Problem(expected=f"bytes with SHA-256 {ref.sha256}", found="others", file=path))
        return ref

    def put_json(self, value: Any) -> BlobRef:
        return self.put(canonical_json(value))

    def get(self, sha256: str) -> bytes:
        """Bytes of a blob, checked. Raises `CheckFailed` when it is missing or altered."""
        data = self.read(self.blob_path(sha256))
        if sha256_hex(data) != sha256:
            path = str(self.blob_file(sha256))
            raise CheckFailed(Problem(expected=f"SHA-256 {sha256}", found=sha256_hex(data), file=path))
        return data

    def get_json(self, sha256: str) -> Any:
        return json.loads(self.get(sha256))

    def read(self, path: str) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            found = error.strerror or "an error"
            raise CheckFailed(
                Problem(expected="a readable file", found=found, file=str(self.root / path))
            ) from None

    def names(self, folder: str) -> list[str]:
        """Sorted relative paths of all files under a folder."""
        base = self.root / folder
        found = (p for p in base.rglob("*") if p.is_symlink() or not p.is_dir())
        return sorted(p.relative_to(self.root).as_posix() for p in found)

    def blob_path(self, sha256: str) -> str:
        return f"blobs/sha256/{sha256[:2]}/{sha256}"

    def blob_file(self, sha256: str) -> Path:
        return self.root / self.blob_path(sha256)

    def check_create_only(self) -> None:
        """Write one name twice; raises `InputError` when the file system lets the second succeed."""
        probe = f"tmp/probe-{uuid.uuid4().hex}"
        first, second = self.create(probe, b"1"), self.create(probe, b"2")
        (self.root / probe).unlink(missing_ok=True)
        if not first or second:
            expected = "a file system with create-only writes (hard links)"
            found = "a second write that succeeded" if second else "a first write that failed"
            raise InputError(
                Problem(expected=expected, found=found, file=str(self.root), fix="use another folder")
            )
