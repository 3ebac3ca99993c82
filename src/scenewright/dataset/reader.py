"""Reading a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenewright.dataset.manifest import DatasetManifest, read_manifest
from scenewright.errors import CheckFailed, Problem
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
                    fix="generate the dataset again",
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
        """Bytes of `image`, `mask` or `json` of a frame."""
        row = self.row(where)
        with (self.folder / row["shard"]).open("rb") as stream:
            stream.seek(row[f"{member}_offset"])
            return stream.read(row[f"{member}_size"])

    def read_image(self, where: int | str) -> NDArray[np.uint8]:
        """RGB image, shape (h, w, 3)."""
        return _decode(self.read_member(where, "image"))[..., ::-1]

    def read_mask(self, where: int | str) -> NDArray[np.uint8]:
        """Instance ids, shape (h, w)."""
        return _decode(self.read_member(where, "mask"), cv2.IMREAD_UNCHANGED)

    def read_labels(self, where: int | str) -> dict[str, Any]:
        """Labels of a frame as the index holds them."""
        labels: dict[str, Any] = self.row(where)["labels"]
        return labels

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
    """Open a finished dataset. Raises `InputError`."""
    path = Path(folder)
    return Dataset(path, read_manifest(path))


def _decode(data: bytes, flags: int = cv2.IMREAD_COLOR) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if image is None:
        raise CheckFailed(Problem(expected="a decodable image", found="other bytes"))
    return np.asarray(image, dtype=np.uint8)
