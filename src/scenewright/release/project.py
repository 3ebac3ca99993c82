"""The user's project: the folder with `scenewright.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.errors import InputError, Problem, nearest
from scenewright.release.store import Store

__all__ = ["FILE_NAME", "Project", "find_project"]

FILE_NAME = "scenewright.toml"
_SHAPE: dict[str, dict[str, type]] = {
    "store": {"path": str},
    "policy": {"file": str},
    "executor": {"workers": int},
}


@dataclass(frozen=True)
class Project:
    """Where a project keeps its things."""

    root: Path
    store_path: Path
    policy_path: Path
    workers: int

    @property
    def store(self) -> Store:
        return Store(self.store_path)


def find_project(start: Path) -> Project:
    """The project whose folder is `start` or the nearest above it. Raises `InputError`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        file = folder / FILE_NAME
        if file.is_file():
            return _read(file)
    fix = "run 'scenewright init PATH', or change into a project"
    raise InputError(Problem(expected=f"a {FILE_NAME} here or above", found="none", file=str(start), fix=fix))


def _read(file: Path) -> Project:
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(Problem(expected="well-formed TOML", found=str(error), file=str(file))) from None
    problems = []
    for table, values in data.items():
        known = _SHAPE.get(table)
        if known is None or not isinstance(values, dict):
            fix = nearest(table, list(_SHAPE))
            problems.append(
                Problem(expected="a known table", found=f"'{table}'", file=str(file), field=table, fix=fix)
            )
            continue
        for key, value in values.items():
            place: dict[str, Any] = {"file": str(file), "field": f"{table}.{key}"}
            if key not in known:
                fix = nearest(key, list(known))
                problems.append(Problem(expected="a known key", found=f"'{key}'", fix=fix, **place))
            elif type(value) is not known[key]:
                problems.append(
                    Problem(expected=f"a value of type {known[key].__name__}", found=repr(value), **place)
                )
    if problems:
        raise InputError(problems)
    root = file.parent
    return Project(
        root,
        root / data.get("store", {}).get("path", ".scenewright"),
        root / data.get("policy", {}).get("file", "policy/release.policy.yaml"),
        data.get("executor", {}).get("workers", 2),
    )
