"""`dataset.json`: what a dataset is, and the Merkle root that binds its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from scenewright.assets.register import Asset
from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import DocumentModel, shown
from scenewright.errors import InputError, Problem
from scenewright.identity import FileEntry, canonical_json, merkle_root

__all__ = [
    "JOURNAL",
    "MANIFEST",
    "RESTORE",
    "DatasetManifest",
    "FileRecord",
    "read_manifest",
    "root_of",
]

MANIFEST = "dataset.json"
JOURNAL = ".partial"
"""Folder inside a dataset that is not finished."""
RESTORE = "restore the folder from a whole copy, or delete it and generate it again"


class FileRecord(DocumentModel):
    """A file of the dataset."""

    path: str
    size: int
    sha256: str


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
    """Read `dataset.json` of a dataset folder. Raises `InputError` with every problem found."""
    file = folder / MANIFEST
    try:
        data = from_json(file.read_bytes())
    except OSError as error:
        begun = (folder / JOURNAL).is_dir()
        raise InputError(
            Problem(
                expected="a finished dataset with dataset.json",
                found=error.strerror or type(error).__name__,
                file=str(file),
                fix="run the same 'scenewright generate' again to finish it" if begun else "check the path",
            )
        ) from None
    except ValueError as error:
        raise InputError(_unlike(file, "", str(error))) from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(data, dict) and version != SCHEMA_VERSION:
        # Another version has other fields: their problems would only be noise.
        newer = isinstance(version, int) and version > SCHEMA_VERSION
        raise InputError(
            Problem(
                expected=f"schema version {SCHEMA_VERSION}",
                found=shown(version),
                file=str(file),
                field="schema_version",
                fix="update scenewright: a later version wrote it" if newer else RESTORE,
            )
        )
    try:
        return DatasetManifest.model_validate(data)
    except ValidationError as error:
        raise InputError(
            _unlike(file, ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()
        ) from None


def _unlike(file: Path, field: str, found: str) -> Problem:
    return Problem(
        expected="a manifest as 'scenewright generate' writes it",
        found=found,
        file=str(file),
        field=field,
        fix=RESTORE,
    )
