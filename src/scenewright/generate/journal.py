"""The journal of an unfinished dataset: for which recipe, what is done, and who is at work in the folder."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from scenewright.dataset.manifest import JOURNAL
from scenewright.errors import InputError, Problem
from scenewright.generate.describe import environment
from scenewright.generate.recipe import Recipe
from scenewright.identity import sha256_hex

__all__ = ["Journal", "open_journal", "refuse_other_recipe", "whole_file", "write_whole"]

_SHARDS = "shards"


@dataclass(frozen=True)
class Journal:
    """Sealed entries: the SHA-256 of the rest of the file stands first, so that a torn one is known."""

    folder: Path

    def write(self, name: str, entry: Any) -> None:
        body = json.dumps(entry).encode()
        write_whole(self.folder / name, sha256_hex(body).encode() + b"\n" + body)

    def read(self, name: str) -> Any:
        """The entry; None when there is none, or not as it was written."""
        try:
            seal, body = (self.folder / name).read_bytes().split(b"\n", 1)
        except (OSError, ValueError):
            return None
        return json.loads(body) if sha256_hex(body).encode() == seal else None

    def is_blank(self) -> bool:
        """True while no shard is done."""
        return not any(self.folder.glob("[0-9]*.json"))


@contextmanager
def open_journal(recipe: Recipe, out: Path) -> Iterator[Journal]:
    """Begin or continue the dataset of `recipe` in `out`; the journal goes away once it is finished.

    Raises `InputError` when the folder holds something else or another process is at work in it.
    """
    folder = out / JOURNAL
    if out.exists() and any(out.iterdir()) and not folder.exists():
        raise InputError(
            Problem(
                expected="an empty or new folder",
                found="a folder with other files",
                file=str(out),
                fix="choose another -o",
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    (out / _SHARDS).mkdir(exist_ok=True)
    journal = Journal(folder)
    with _alone(out, folder / "lock"):
        _begin_or_continue(journal, recipe, out)
        try:
            yield journal
        except InputError:
            # What is wrong gets another recipe, which this folder must not refuse over nothing.
            if journal.is_blank():
                shutil.rmtree(out / _SHARDS)
                shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)


@contextmanager
def _alone(out: Path, lock: Path) -> Iterator[None]:
    """Hold the lock, which the kernel takes back when this process dies."""
    with lock.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                Problem(
                    expected="one process a dataset",
                    found="another one at work in it",
                    file=str(out),
                    fix="wait for it, or choose another -o",
                )
            ) from None
        yield


def _begin_or_continue(journal: Journal, recipe: Recipe, out: Path) -> None:
    here = environment(recipe.world_versions)
    begun = journal.read("begun.json")
    if begun is None and journal.is_blank():
        journal.write("begun.json", {"recipe_digest": recipe.digest, "environment": here})
        return
    refuse_other_recipe(begun["recipe_digest"] if begun else "unknown", recipe, out)
    if begun["environment"] != here:
        # Frames of two environments may differ, and the manifest can name only one.
        raise InputError(
            Problem(
                expected="the environment that began the dataset: " + _unlike(begun["environment"], here),
                found=_unlike(here, begun["environment"]),
                file=str(out),
                fix="install those versions to continue, choose another -o, or delete the folder",
            )
        )


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> str:
    """The parts of an environment that are not so in the other."""
    flat, reference = ({**e, **e["packages"]} for e in (one, other))
    parts = [
        name for name in flat if name not in ("packages", "digest") and flat[name] != reference.get(name)
    ]
    return ", ".join(f"{name} {flat[name]}" for name in parts)


def refuse_other_recipe(found: str, recipe: Recipe, out: Path) -> None:
    """Raise `InputError` unless `found` is the digest of `recipe`."""
    if found != recipe.digest:
        raise InputError(
            Problem(
                expected=f"the dataset of recipe {recipe.digest[:12]}",
                found=f"that of recipe {found[:12]}",
                file=str(out),
                fix="choose another -o, or delete the folder",
            )
        )


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all: temporary name, flush to disk, rename.

    What a crash leaves under the temporary name the next run overwrites.
    """
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` as `whole_file` does."""
    with whole_file(path) as stream:
        stream.write(data)
