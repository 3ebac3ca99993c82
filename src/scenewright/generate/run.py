"""Making a dataset: shard by shard, safe against crashes, the same bytes however often it is continued."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from scenewright.dataset import DatasetManifest, Frame, FrameKey
from scenewright.dataset.index import write_index
from scenewright.dataset.manifest import MANIFEST, FileRecord, read_manifest, root_of
from scenewright.dataset.shard import frames_per_shard, pack
from scenewright.errors import InputError, Problem
from scenewright.generate.describe import describe_world, environment
from scenewright.generate.executors.local import count_frame, run_local
from scenewright.generate.recipe import Recipe
from scenewright.identity import canonical_json, file_sha256, sha256_hex

__all__ = ["MAKE_FRAMES", "generate_dataset"]

MAKE_FRAMES = "scenewright.generate.frame:make_frames"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class ShardTask:
    """One shard to make: all that a worker process needs."""

    folder: str
    number: int
    recipe: dict[str, Any]
    keys: tuple[FrameKey, ...]
    make: str

    @property
    def path(self) -> str:
        """Relative to the dataset."""
        return f"shards/{self.number:05d}.tar"


def generate_dataset(
    recipe: Recipe,
    out: Path,
    *,
    name: str | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    make: str = MAKE_FRAMES,
) -> DatasetManifest:
    """Make the dataset of a recipe in `out`, or continue it, or find it done.

    `progress` gets the number of frames that exist. `make` names the function `(recipe, keys) -> frames`.
    Raises `InputError` when the folder holds something else, cannot be written, or another process is
    at work in it.
    """
    if (out / MANIFEST).exists():
        manifest = read_manifest(out)
        _same_recipe(manifest.recipe_digest, recipe, out)
        return manifest
    try:
        with _at_work(recipe, out) as journal:
            return _finish(recipe, out, journal, name or out.name, workers, progress, make)
    except OSError as error:
        raise InputError(
            Problem(
                expected="a folder that can be written", found=error.strerror or str(error), file=str(out)
            )
        ) from None


def _finish(
    recipe: Recipe, out: Path, journal: Path, name: str, workers: int, progress: Progress | None, make: str
) -> DatasetManifest:
    keys = list(recipe.keys())
    size = frames_per_shard(len(keys))
    shards = [keys[i : i + size] for i in range(0, len(keys), size)]
    tasks = [ShardTask(str(out), i, recipe.to_json(), tuple(part), make) for i, part in enumerate(shards)]
    waiting = [task for task in tasks if not _is_done(task, journal)]
    before = sum(len(task.keys) for task in tasks) - sum(len(task.keys) for task in waiting)
    report = None if progress is None else (lambda made: progress(before + made))
    for number, entry in run_local(
        make_shard, waiting, workers=max(1, min(workers, len(waiting))), progress=report
    ):
        _write(journal / f"{number:05d}.json", json.dumps(entry).encode())

    def batches() -> Iterator[Sequence[dict[str, Any]]]:
        for task in tasks:
            yield json.loads((journal / f"{task.number:05d}.json").read_bytes())["rows"]

    index = out / "index.parquet.partial"
    write_index(batches, index)
    index.replace(out / "index.parquet")
    paths = [*(task.path for task in tasks), "index.parquet"]
    files = [
        FileRecord(path=p, size=(out / p).stat().st_size, sha256=file_sha256(out / p)) for p in sorted(paths)
    ]
    worlds = [describe_world(world) for world in recipe.world_versions]
    manifest = DatasetManifest(
        name=name,
        count=recipe.count,
        recipe=recipe.to_json(),
        recipe_digest=recipe.digest,
        environment=environment(),
        worlds=dict(recipe.world_versions),
        categories=list(dict.fromkeys(c for world in worlds for c in world.categories)),
        assets=[asset for world in worlds for asset in world.assets],
        provenance_class="fully_synthetic"
        if not any(a.real for w in worlds for a in w.assets)
        else "simulated_with_real_textures",
        merkle_root=root_of(files),
        files=files,
    )
    _write(out / MANIFEST, manifest.encode())
    if progress is not None:
        progress(recipe.count)
    return manifest


def make_shard(task: ShardTask) -> tuple[int, dict[str, Any]]:
    """Make and write one shard; returns its number and journal entry. Runs in a worker process."""
    module, function = task.make.split(":")
    make: Callable[[Recipe, Sequence[FrameKey]], Iterator[Frame]] = getattr(import_module(module), function)
    frames = []
    for frame in make(Recipe.from_json(task.recipe), task.keys):
        frames.append(frame)
        count_frame()
    packed = pack(frames, task.path)
    _write(Path(task.folder) / task.path, packed.data)
    return task.number, {"sha256": sha256_hex(packed.data), "rows": packed.rows}


def _is_done(task: ShardTask, journal: Path) -> bool:
    """True when journal and shard exist and fit together; a torn or changed shard is made again."""
    try:
        entry = json.loads((journal / f"{task.number:05d}.json").read_bytes())
        return bool(entry["sha256"] == file_sha256(Path(task.folder) / task.path))
    except (OSError, ValueError, KeyError):
        return False


@contextmanager
def _at_work(recipe: Recipe, out: Path) -> Iterator[Path]:
    """Hold the folder's lock and check that it is empty or ours; yields the journal's folder."""
    journal = out / ".partial"
    foreign = out.exists() and any(out.iterdir()) and not journal.exists()
    if foreign:
        raise InputError(
            Problem(
                expected="an empty or new folder",
                found="a folder with other files",
                file=str(out),
                fix="choose another -o",
            )
        )
    journal.mkdir(parents=True, exist_ok=True)
    (out / "shards").mkdir(exist_ok=True)
    with (journal / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                Problem(
                    expected="one process a dataset",
                    found="another one at work in it",
                    file=str(out),
                    fix="wait for it, or choose another -o",
                )
            ) from None
        mark = journal / "recipe.json"
        if mark.exists():
            _same_recipe(sha256_hex(mark.read_bytes()), recipe, out)
        else:
            _write(mark, canonical_json(recipe.to_json()))
        for stray in [
            *(out / "shards").glob("*.partial"),
            *out.glob("*.partial"),
            *journal.glob("*.partial"),
        ]:
            if stray.is_file():
                stray.unlink()
        yield journal
        shutil.rmtree(journal)


def _same_recipe(found: str, recipe: Recipe, out: Path) -> None:
    if found != recipe.digest:
        raise InputError(
            Problem(
                expected=f"the dataset of recipe {recipe.digest[:12]}",
                found=f"that of recipe {found[:12]}",
                file=str(out),
                fix="choose another -o, or delete the folder",
            )
        )


def _write(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: temporary name, flush to disk, rename."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
