"""Frames on disk: deterministic shards, a Parquet index, a manifest with a Merkle root, and their reader."""

from scenewright.dataset.frame import Frame, FrameKey
from scenewright.dataset.manifest import DatasetManifest, FileRecord, read_manifest
from scenewright.dataset.reader import Dataset, open_dataset

__all__ = [
    "Dataset",
    "DatasetManifest",
    "FileRecord",
    "Frame",
    "FrameKey",
    "open_dataset",
    "read_manifest",
]
