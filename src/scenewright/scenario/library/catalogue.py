"""The scenarios of a folder: what each is about, and whether it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from scenewright.documents import parse_file
from scenewright.errors import InputError, Problem
from scenewright.scenario.document import ReadScenario, read_scenario

__all__ = ["SUFFIX", "Entry", "read_catalogue", "scenario_files"]

SUFFIX = ".scenario.yaml"


@dataclass(frozen=True)
class Entry:
    """One scenario file. Of one that cannot be read, what its text says where it has the right type."""

    file: str
    name: str
    world: str
    description: str
    tags: tuple[str, ...]
    targets: tuple[str, ...]
    extends: str
    """Path of its parent as written; empty for none."""
    parameters: tuple[str, ...]
    """Those that it sets, inherited ones included."""
    constraints: tuple[str, ...]
    digest: str
    """Empty when it cannot be read."""
    problems: tuple[Problem, ...] = ()

    @property
    def loads(self) -> bool:
        return bool(self.digest)

    def to_json(self) -> dict[str, Any]:
        value = asdict(self)
        return {**{k: list(v) if isinstance(v, tuple) else v for k, v in value.items()}, "loads": self.loads}


def scenario_files(path: Path) -> list[Path]:
    """The file itself, or all `*.scenario.yaml` below a folder, sorted. Raises `InputError` for none."""
    files = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
    if not files:
        fix = f"name a folder with files *{SUFFIX}, or one file"
        raise InputError(Problem(expected=f"files named *{SUFFIX}", found="none", file=str(path), fix=fix))
    return files


def read_catalogue(files: Iterable[Path]) -> dict[Path, tuple[Entry, ReadScenario | None]]:
    """An entry for each file, with its scenario where it can be read.

    A name that two of them have is a problem of the later one: frames are keyed by it.
    """
    found: dict[Path, tuple[Entry, ReadScenario | None]] = {}
    names: dict[str, Path] = {}
    for file in files:
        entry, read = _read(file)
        first = names.setdefault(entry.name, file) if entry.name else file
        if first != file:
            problem = _taken(entry, first, read)
            entry = replace(entry, problems=(*entry.problems, problem))
        found[file] = (entry, read)
    return found


def _read(file: Path) -> tuple[Entry, ReadScenario | None]:
    try:
        read = read_scenario(file)
    except InputError as error:
        return _as_written(file, error.problems), None
    scenario, own = read.scenario, read.layers[0].data
    return (
        Entry(
            file=str(file),
            name=scenario.name,
            world=scenario.world,
            description=str(own.get("description", "")),
            tags=scenario.tags,
            targets=scenario.targets,
            extends=str(own.get("extends") or ""),
            parameters=scenario.declared,
            constraints=tuple(constraint.text for constraint in scenario.constraints),
            digest=scenario.digest,
        ),
        read,
    )


def _as_written(file: Path, problems: tuple[Problem, ...]) -> Entry:
    try:
        data: Mapping[str, Any] = parse_file(file).data
    except InputError:
        data = {}

    def text(name: str) -> str:
        return found if isinstance(found := data.get(name), str) else ""

    def texts(name: str) -> tuple[str, ...]:
        found = data.get(name)
        return tuple(v for v in found if isinstance(v, str)) if isinstance(found, list | dict) else ()

    return Entry(
        file=str(file),
        name=text("name"),
        world=text("world"),
        description=text("description"),
        tags=texts("tags"),
        targets=texts("targets"),
        extends=text("extends"),
        parameters=texts("parameters"),
        constraints=texts("constraints"),
        digest="",
        problems=problems,
    )


def _taken(entry: Entry, first: Path, read: ReadScenario | None) -> Problem:
    line = read.source.line(("name",)) if read else None
    return Problem(
        expected="a name that no other scenario of the folder has",
        found=f"'{entry.name}', the name of {first} too",
        file=entry.file,
        line=line,
        field="name",
        fix="rename one of the two",
    )
