"""Folders of datasets and what lies in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SHEET = "contact_sheet.png"


@dataclass(frozen=True)
class Uninterrupted:
    """A dataset made by the verb, in a process of its own."""

    arguments: tuple[str, ...]
    """Of `generate`, without `-o`."""
    folder: Path
    seconds: float


def contents(folder: Path) -> dict[str, bytes]:
    """Path to bytes of every file of a dataset, but for the contact sheet, which is no part of it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.name != SHEET}


def torn(folder: Path, reference: Path) -> list[str]:
    """Files under a final name that are not, byte for byte, those of the uninterrupted dataset."""
    whole = contents(reference)
    return [
        path
        for path, data in contents(folder).items()
        if not path.startswith(".partial/") and not path.endswith(".partial") and whole.get(path) != data
    ]
