"""Reading a dataset."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenewright.dataset.manifest import RESTORE, DatasetManifest, read_manifest
from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.identity import file_sha256

__all__ = ["Dataset", "open_dataset"]


@dataclass(frozen=True)
class Dataset:
    """A finished dataset on disk."""

    folder: Path
    manifest: DatasetManifest

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def count(self) -> int:
        return self.manifest.count

    @property
    def merkle_root(self) -> str:
        return self.manifest.merkle_root

    @cached_property
    def index(self) -> pa.Table:
        """One row a frame, in key order. Raises `CheckFailed` when the file cannot be read."""
        try:
            return pq.read_table(self.folder / "index.parquet")
        except (OSError, pa.ArrowException) as error:
            raise CheckFailed(
                Problem(
                    expected="a readable index",
                    found=str(error).splitlines()[0],
                    file=str(self.folder / "index.parquet"),
                    fix=RESTORE,
                )
            ) from None

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {key: i for i, key in enumerate(self.index.column("key").to_pylist())}

    def row(self, where: int | str) -> dict[str, Any]:
        """One index row by number or key. Raises `CheckFailed` for an unknown key."""
        if isinstance(where, str):
            if where not in self._rows:
                raise CheckFailed(
                    Problem(
                        expected=f"a key of dataset '{self.name}'", found=f"'{where}'", file=str(self.folder)
                    )
                )
            where = self._rows[where]
        row: dict[str, Any] = self.index.slice(where, 1).to_pylist()[0]
        return row

    def read_member(self, where: int | str, member: str) -> bytes:
        """Bytes of `image`, `mask` or `json` of a frame. Raises `CheckFailed` when they cannot be read."""
        row = self.row(where)
        file, size = self.folder / row["shard"], row[f"{member}_size"]
        try:
            with file.open("rb") as stream:
                stream.seek(row[f"{member}_offset"])
                data = stream.read(size)
            found = f"{len(data)} bytes"
        except OSError as error:
            data, found = b"", error.strerror or type(error).__name__
        if len(data) != size:
            expected = f"the {size} bytes of {member} of frame '{row['key']}'"
            raise CheckFailed(Problem(expected=expected, found=found, file=str(file), fix=RESTORE))
        return data

    def read_image(self, where: int | str) -> NDArray[np.uint8]:
        """RGB image, shape (h, w, 3)."""
        return _decode(self.read_member(where, "image"), cv2.IMREAD_COLOR_RGB)

    def read_mask(self, where: int | str) -> NDArray[np.uint8]:
        """Instance ids, shape (h, w)."""
        return _decode(self.read_member(where, "mask"), cv2.IMREAD_UNCHANGED)

    def read_labels(self, where: int | str) -> dict[str, Any]:
        """Labels of a frame as the index holds them."""
        labels: dict[str, Any] = self.row(where)["labels"]
        return labels

    def read_rest(self, where: int | str) -> dict[str, Any] | None:
        """What a simulation found for a frame; None in worlds that simulate nothing."""
        try:
            rest: dict[str, Any] | None = json.loads(self.read_member(where, "json")).get("rest")
        except (ValueError, AttributeError):
            row = self.row(where)
            expected, file = f"the JSON of frame '{row['key']}'", str(self.folder / row["shard"])
            problem = Problem(expected=expected, found="other bytes", file=file, fix=RESTORE)
            raise CheckFailed(problem) from None
        return rest

    def verify_files(self) -> list[Problem]:
        """Every difference between the files on disk and the manifest."""
        problems = []
        for record in self.manifest.files:
            file = self.folder / record.path
            if not file.is_file():
                problems.append(Problem(expected="a file", found="nothing", file=str(file)))
            elif file_sha256(file) != record.sha256:
                problems.append(
                    Problem(expected=f"SHA-256 {record.sha256}", found="other bytes", file=str(file))
                )
        if self.manifest.expected_root() != self.manifest.merkle_root:
            problems.append(
                Problem(
                    expected="the Merkle root of the files",
                    found=self.manifest.merkle_root,
                    file=str(self.folder / "dataset.json"),
                    field="merkle_root",
                )
            )
        return problems


def open_dataset(folder: Path | str) -> Dataset:
    """Open a finished dataset. Raises `InputError`, which names every file that is missing or cut short."""
    path = Path(folder)
    manifest = read_manifest(path)
    sizes = {record.path: _size(path / record.path) for record in manifest.files}
    problems = [
        Problem(
            expected=f"a file of {record.size} bytes",
            found="nothing" if sizes[record.path] is None else f"one of {sizes[record.path]}",
            file=str(path / record.path),
            fix=RESTORE,
        )
        for record in manifest.files
        if sizes[record.path] != record.size
    ]
    if problems:
        raise InputError(problems)
    return Dataset(path, manifest)


def _size(file: Path) -> int | None:
    """Bytes; None where there is no file."""
    return file.stat().st_size if file.is_file() else None


def _decode(data: bytes, flags: int) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if image is None:
        raise CheckFailed(Problem(expected="a decodable image", found="other bytes"))
    return np.asarray(image, dtype=np.uint8)
