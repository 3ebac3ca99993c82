"""`dataset.json`: what a dataset is, and the Merkle root that binds its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import DocumentModel
from scenewright.errors import InputError, Problem
from scenewright.identity import FileEntry, canonical_json, merkle_root

__all__ = ["Asset", "DatasetManifest", "FileRecord", "read_manifest"]

MANIFEST = "dataset.json"


class FileRecord(DocumentModel):
    """A file of the dataset."""

    path: str
    size: int
    sha256: str


class Asset(DocumentModel):
    """Something that the scenes are made of."""

    name: str
    origin: str
    licence: str
    real: bool
    """True when it comes from the real world (a photo, a scan, a fitted parameter)."""
    sha256: str | None = None


class DatasetManifest(DocumentModel):
    """The manifest, without anything that depends on when or by how many workers it was made."""

    schema_version: int = SCHEMA_VERSION
    name: str
    count: int
    recipe: dict[str, Any]
    recipe_digest: str
    environment: dict[str, Any]
    worlds: dict[str, str]
    categories: list[str]
    assets: list[Asset]
    provenance_class: str
    merkle_root: str
    files: list[FileRecord]

    def encode(self) -> bytes:
        """Canonical JSON bytes."""
        return canonical_json(self.model_dump(mode="json"))

    def expected_root(self) -> str:
        """Merkle root of the files that are listed."""
        return root_of(self.files)


def root_of(files: Sequence[FileRecord]) -> str:
    """Merkle root over sorted (path, size, sha256)."""
    return merkle_root(FileEntry(f.path, f.size, f.sha256) for f in files)


def read_manifest(folder: Path) -> DatasetManifest:
    """Read `dataset.json` of a dataset folder. Raises `InputError`."""
    file = folder / MANIFEST
    try:
        return DatasetManifest.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(
            Problem(
                expected="a finished dataset with dataset.json",
                found=error.strerror or "nothing",
                file=str(file),
                fix="run 'scenewright generate' with the same options to finish it",
            )
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            Problem(
                expected="a dataset manifest",
                found=str(first["msg"]),
                file=str(file),
                field=".".join(map(str, first["loc"])),
            )
        ) from None
