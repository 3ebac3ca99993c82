"""Making a dataset: shard by shard, safe against crashes, the same bytes however often it is continued."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from scenewright.dataset import DatasetManifest, Frame, FrameKey, open_dataset
from scenewright.dataset.index import write_index
from scenewright.dataset.manifest import JOURNAL, MANIFEST, FileRecord, read_manifest, root_of
from scenewright.dataset.shard import frames_per_shard, pack
from scenewright.errors import InputError, Problem
from scenewright.generate.describe import describe_world, environment, provenance_class
from scenewright.generate.executors.local import count_frame, run_local
from scenewright.generate.journal import Journal, open_journal, refuse_other_recipe, whole_file, write_whole
from scenewright.generate.recipe import Recipe
from scenewright.identity import file_sha256, sha256_hex

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
    episodes: str = ""
    """Folder of a dataset whose simulations are used again; empty for none."""

    @property
    def path(self) -> str:
        """Relative to the dataset."""
        return f"shards/{self.number:05d}.tar"

    @property
    def entry(self) -> str:
        """Name in the journal."""
        return f"{self.number:05d}.json"


def generate_dataset(
    recipe: Recipe,
    out: Path,
    *,
    name: str | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    make: str = MAKE_FRAMES,
    episodes: Path | None = None,
) -> DatasetManifest:
    """Make the dataset of a recipe in `out`, or continue it, or find it done.

    `progress` gets the number of frames that exist. `make` names the function `(recipe, keys) -> frames`.
    `episodes` is a dataset of the same frames whose simulations need not be done again.
    Raises `InputError` when the folder holds something else, cannot be written, or another process is
    at work in it.
    """
    if (out / MANIFEST).exists():
        manifest = read_manifest(out)
        refuse_other_recipe(manifest.recipe_digest, recipe, out)
        # A crash between the manifest and the end of the journal leaves what nobody needs.
        shutil.rmtree(out / JOURNAL, ignore_errors=True)
        return manifest
    try:
        with open_journal(recipe, out) as journal:
            return _finish(
                recipe, out, journal, name or out.resolve().name, workers, progress, make, episodes
            )
    except OSError as error:
        place = Path(error.filename) if error.filename else out
        ours = place.is_relative_to(out)
        raise InputError(
            Problem(
                expected="a folder that can be written" if ours else "a file that can be used",
                found=error.strerror or str(error),
                file=str(out if ours else place),
            )
        ) from None


def _finish(
    recipe: Recipe,
    out: Path,
    journal: Journal,
    name: str,
    workers: int,
    progress: Progress | None,
    make: str,
    episodes: Path | None,
) -> DatasetManifest:
    keys = list(recipe.keys())
    size = frames_per_shard(len(keys))
    shards = [keys[i : i + size] for i in range(0, len(keys), size)]
    kept = str(episodes or "")
    tasks = [
        ShardTask(str(out), i, recipe.to_json(), tuple(part), make, kept) for i, part in enumerate(shards)
    ]
    waiting = [task for task in tasks if not _is_done(task, journal)]
    before = sum(len(task.keys) for task in tasks) - sum(len(task.keys) for task in waiting)
    report = None if progress is None else (lambda made: progress(before + made))
    for place, entry in run_local(
        make_shard, waiting, workers=max(1, min(workers, len(waiting))), progress=report
    ):
        journal.write(place, entry)

    def batches() -> Iterator[Sequence[dict[str, Any]]]:
        for task in tasks:
            yield journal.read(task.entry)["rows"]

    with whole_file(out / "index.parquet") as index:
        write_index(batches, index)
    paths = [*(task.path for task in tasks), "index.parquet"]
    files = [
        FileRecord(path=p, size=(out / p).stat().st_size, sha256=file_sha256(out / p)) for p in sorted(paths)
    ]
    worlds = [describe_world(world) for world in recipe.world_versions]
    assets = [asset for world in worlds for asset in world.assets]
    manifest = DatasetManifest(
        name=name,
        count=recipe.count,
        recipe=recipe.to_json(),
        recipe_digest=recipe.digest,
        environment=environment(recipe.world_versions),
        worlds=dict(recipe.world_versions),
        categories=list(dict.fromkeys(c for world in worlds for c in world.categories)),
        assets=assets,
        provenance_class=provenance_class(recipe, assets),
        merkle_root=root_of(files),
        files=files,
    )
    write_whole(out / MANIFEST, manifest.encode())
    if progress is not None:
        progress(recipe.count)
    return manifest


def make_shard(task: ShardTask) -> tuple[str, dict[str, Any]]:
    """Make and write one shard; returns its journal entry with its name. Runs in a worker process."""
    module, function = task.make.split(":")
    make: Callable[..., Iterator[Frame]] = getattr(import_module(module), function)
    known = {"rests": open_dataset(Path(task.episodes)).read_rest} if task.episodes else {}
    frames = []
    for frame in make(Recipe.from_json(task.recipe), task.keys, **known):
        frames.append(frame)
        count_frame()
    packed = pack(frames, task.path)
    write_whole(Path(task.folder) / task.path, packed.data)
    return task.entry, {"sha256": sha256_hex(packed.data), "rows": packed.rows}


def _is_done(task: ShardTask, journal: Journal) -> bool:
    """True when journal and shard exist and fit together; a torn or changed shard is made again."""
    entry = journal.read(task.entry)
    try:
        return entry is not None and bool(entry["sha256"] == file_sha256(Path(task.folder) / task.path))
    except OSError:
        return False
