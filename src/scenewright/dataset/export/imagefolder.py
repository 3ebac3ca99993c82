"""ImageFolder: one folder a class (the subject's state), as torchvision and Keras read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenewright.dataset.export.base import fresh_folder
from scenewright.dataset.reader import Dataset

__all__ = ["EXPORTER", "ImageFolder"]


@dataclass(frozen=True)
class ImageFolder:
    """Exporter `imagefolder`."""

    def export(self, dataset: Dataset, out: Path) -> int:
        with fresh_folder(out) as folder:
            for number, row in enumerate(dataset.index.select(["key", "labels"]).to_pylist()):
                target = folder / row["labels"]["state"]
                target.mkdir(exist_ok=True)
                (target / f"{row['key']}.jpg").write_bytes(dataset.read_member(number, "image"))
        return dataset.count


EXPORTER = ImageFolder()
