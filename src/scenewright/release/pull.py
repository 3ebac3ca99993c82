"""Writing the datasets of a release to a folder, with a lock file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.identity import canonical_json
from scenewright.release.log import read_log
from scenewright.release.manifest import Release
from scenewright.release.store import Store
from scenewright.release.verify import verify_release

__all__ = ["pull"]


def pull(store: Store, release: Release, out: Path) -> dict[str, Any]:
    """Verify the release, write its datasets under `out`, and last `scenewright.lock.json` (returned)."""
    entries = read_log(store)
    if problems := verify_release(store, release.digest, entries):
        raise CheckFailed(problems)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            Problem(
                expected="an empty or new folder",
                found="something",
                file=str(out),
                fix="name another with -o",
            )
        )
    for dataset in release.manifest["datasets"]:
        folder = out / dataset["name"]
        if not folder.resolve().is_relative_to(out.resolve()):
            raise CheckFailed(Problem(expected="a dataset name inside the folder", found=dataset["name"]))
        for item in [*dataset["files"], {"path": "dataset.json", **dataset["manifest"]}]:
            target = folder / item["path"]
            if not target.resolve().is_relative_to(folder.resolve()):
                raise CheckFailed(Problem(expected="a path inside the dataset", found=item["path"]))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(store.get(item["sha256"]))
    lock = {
        "schema_version": 1,
        "release": release.digest,
        "name": release.manifest["name"],
        "version": release.manifest["version"],
        "datasets": [
            {"name": d["name"], "merkle_root": d["merkle_root"]} for d in release.manifest["datasets"]
        ],
        "log_head": {"sequence": entries[-1].sequence, "sha256": entries[-1].sha256},
    }
    temporary = out / ".scenewright.lock.tmp"
    temporary.write_bytes(canonical_json(lock))
    temporary.replace(out / "scenewright.lock.json")
    return lock
