"""Encoded photos of a folder, or of a Parquet file with a row a photo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scenewright.errors import InputError, Problem
from scenewright.evidence.transfer.real.encoded import encoded_bytes

__all__ = ["MOST_ROWS", "EncodedPhoto", "encoded_photos", "photo_problem"]

MOST_ROWS = 1000
"""Rows that are read of a Parquet file, spread evenly: a handful of photos is enough."""
_SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class EncodedPhoto:
    """A photo as it is stored."""

    name: str
    place: str
    """File, and row where it has several."""
    data: bytes


def encoded_photos(source: Path) -> Iterator[EncodedPhoto | Problem]:
    """The photos of a folder or of a Parquet file, one by one; a `Problem` for one that cannot be read.

    Raises `InputError` where `source` is neither.
    """
    return _of_parquet(source) if source.is_file() else _of_folder(source)


def _of_folder(folder: Path) -> Iterator[EncodedPhoto | Problem]:
    """Every jpg and png, sorted by name."""
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() in _SUFFIXES and f.is_file())
    except OSError as error:
        fix = "name the folder or the Parquet file that holds the photos"
        found = error.strerror or "nothing"
        raise InputError(photo_problem(folder, "a folder of photos", found, fix)) from None
    for file in files:
        try:
            yield EncodedPhoto(file.name, str(file), file.read_bytes())
        except OSError as error:
            yield photo_problem(file, "a readable photo", error.strerror or "nothing", "restore it")


def _of_parquet(file: Path) -> Iterator[EncodedPhoto | Problem]:
    """At most `MOST_ROWS` photos, from the column `image` or the only one that holds bytes."""
    try:
        schema = pq.read_schema(file)
        columns = [field.name for field in schema if _holds_bytes(field.type)]
        if "image" not in columns and len(columns) != 1:
            expected = "a column 'image', or one alone, with bytes of PNG or JPEG"
            found = f"columns of bytes: {', '.join(columns) or 'none'}"
            fix = "rename the one with the photos to 'image'"
            raise InputError(photo_problem(file, expected, found, fix))
        column = "image" if "image" in columns else columns[0]
        cells = pq.read_table(file, columns=[column])[column]
    except (pa.ArrowInvalid, OSError) as error:
        fix = "name a folder of photos, or a Parquet file"
        found = str(error).splitlines()[0]
        raise InputError(photo_problem(file, "a Parquet file", found, fix)) from None
    count = min(len(cells), MOST_ROWS)
    for row in (i * len(cells) // count for i in range(count)):
        data = encoded_bytes(cells[row].as_py()) or b""
        yield EncodedPhoto(f"{row:06d}", f"{file}, row {row}", data)


def _holds_bytes(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(field.name == "bytes" and _holds_bytes(field.type) for field in kind)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def photo_problem(file: Path | str, expected: str, found: str, fix: str) -> Problem:
    return Problem(expected=expected, found=found, file=str(file), field="--photos", fix=fix)
