"""What scenes are made of, with origin and licence: anything that was once a file is registered."""

from __future__ import annotations

from pathlib import Path

from scenewright.documents import DocumentModel
from scenewright.errors import InputError, Problem
from scenewright.identity import file_sha256

__all__ = ["Asset", "file_asset"]


class Asset(DocumentModel):
    """Something that the scenes are made of. A world lists its own in `assets`."""

    name: str
    origin: str
    """Where it comes from: a package, an address, a path in the project."""
    licence: str
    """SPDX identifier where there is one."""
    real: bool
    """True when it comes from the real world (a photo, a scan, a measured material): what shows it is then no
    longer fully synthetic."""
    sha256: str | None = None
    """Of the file's bytes, for assets that are files."""


def file_asset(path: Path, *, licence: str, real: bool, name: str = "", origin: str = "") -> Asset:
    """The entry of a file: a mesh, an image, a typeface. Its bytes are part of the lineage by their SHA-256.

    Raises `InputError` when the file is not there or has no licence: what may not be used must not get into a
    release unseen.
    """
    problems = []
    if not licence.strip():
        fix = "give the SPDX identifier, e.g. CC0-1.0, or leave the file out"
        problems.append(Problem(expected="a licence", found="none", file=str(path), fix=fix))
    if not path.is_file():
        fix = "restore it or correct the path"
        problems.append(Problem(expected="a file", found="nothing", file=str(path), fix=fix))
    if problems:
        raise InputError(problems)
    return Asset(
        name=name or path.name,
        origin=origin or str(path),
        licence=licence,
        real=real,
        sha256=file_sha256(path),
    )
