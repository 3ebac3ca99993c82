"""Tar shards with fixed metadata: the same frames give the same bytes (WebDataset layout).

Members are called `<scenario>/<index>-<time>.<ending>`. WebDataset takes folder and file name up to the first
dot of the file name for the frame, and the name of a scenario may have dots.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenewright.dataset.frame import Frame
from scenewright.identity import sha256_hex

__all__ = ["MEMBERS", "Packed", "frames_per_shard", "pack"]

MEMBERS = {"image": "jpg", "mask": "mask.png", "json": "json"}
"""Index column prefix to file ending."""


_DESCRIBED = (
    "key", "sample", "log_density", "component", "log_target_density", "measured", "labels",
)  # fmt: skip
"""Of a row, what a frame's JSON says too."""


def frames_per_shard(count: int) -> int:
    """Frames in each shard but the last of a dataset of `count`: about 64 shards, 16 to 1024 frames each.

    It follows from the count alone, so that any number of workers makes the same shards, shares them evenly
    and loses little in a crash.
    """
    return min(max(-(-count // 64), 16), 1024)


@dataclass(frozen=True)
class Packed:
    """A shard's bytes and the index rows of its frames."""

    data: bytes
    rows: list[dict[str, Any]]


def pack(frames: Sequence[Frame], shard_path: str) -> Packed:
    """Pack frames into one tar. `shard_path` is relative to the dataset and goes into the rows."""
    stream = io.BytesIO()
    rows = []
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for frame in frames:
            row: dict[str, Any] = {
                "key": str(frame.key),
                "scenario": frame.key.scenario,
                "index": frame.key.index,
                "time": frame.key.time,
                "shard": shard_path,
                "width_px": frame.width_px,
                "height_px": frame.height_px,
                "log_density": frame.log_density,
                "sample": dict(frame.sample),
                "measured": dict(frame.measured),
                "labels": dict(frame.labels),
            }
            # Left out where there is none: frames of plain strategies keep their bytes.
            if frame.component:
                row |= {"component": frame.component, "log_target_density": frame.log_target_density}
            stem = f"{frame.key.scenario}/{frame.key.index:08d}-{frame.key.time:02d}"
            meta = {k: row[k] for k in _DESCRIBED if k in row}
            if frame.rest is not None:
                meta["rest"] = dict(frame.rest)
            contents = {"image": frame.image_jpeg, "mask": frame.mask_png, "json": _json(meta)}
            for prefix, data in contents.items():
                offset = _add(archive, stream, f"{stem}.{MEMBERS[prefix]}", data)
                row |= {
                    f"{prefix}_offset": offset,
                    f"{prefix}_size": len(data),
                    f"{prefix}_sha256": sha256_hex(data),
                }
            rows.append(row)
    return Packed(stream.getvalue(), rows)


def _json(value: dict[str, Any]) -> bytes:
    """Compact JSON with sorted keys: fixed bytes for fixed values."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _add(archive: tarfile.TarFile, stream: io.BytesIO, name: str, data: bytes) -> int:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode, info.mtime = 0o644, 0
    archive.addfile(info, io.BytesIO(data))
    padded = -(-len(data) // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    return stream.tell() - padded
