"""`extends: ../base.scenario.yaml`: one parent, whose entries are taken over, replaced or left out."""

from __future__ import annotations

import difflib
import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from scenewright.documents import (
    Document,
    DocumentModel,
    Finding,
    Source,
    header_problems,
    parse_file,
    problems_of,
    refusal,
    shown,
)
from scenewright.documents.migration import MIGRATIONS, Migrations
from scenewright.documents.source import Path as Place
from scenewright.errors import InputError, Problem, nearest
from scenewright.scenario.library.merge import LISTS, MAPPINGS, Located, merged

__all__ = ["MAX_FILES", "Extended", "Without", "read_extended"]

MAX_FILES = 8
"""Most files of a chain of parents."""
_NOUNS = {
    "parameters": "a parameter that the parent sets",
    "derived": "a derived value of the parent",
    "constraints": "a constraint of the parent, word for word",
    "targets": "a target of the parent",
    "tags": "a tag of the parent",
}


class Without(DocumentModel):
    """What a scenario leaves out of its parent, by name; constraints by their text."""

    parameters: list[str] = Field(default_factory=list)
    derived: list[str] = Field(default_factory=list)
    constraints: list[str] = Field(default_factory=list)
    targets: list[str] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)


def _one_path(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value):
        return value
    fix = "keep one: a scenario has one parent" if isinstance(value, list) else "write 'extends: FILE'"
    raise refusal([Finding("the path of one scenario file", shown(value), fix=fix)])


class _Extension(DocumentModel):
    """The two fields that make a scenario another's child."""

    extends: Annotated[str | None, BeforeValidator(_one_path)] = None
    without: Without = Field(default_factory=Without)


@dataclass(frozen=True)
class Extended:
    """A scenario document with all that it inherits."""

    document: Document
    """Merged, without `extends` and `without`; its source knows file and line of each value."""
    problems: tuple[Problem, ...]
    """Of `extends` and `without`, in whichever file they stand."""
    layers: tuple[Document, ...]
    """The documents as written: its own, its parent, and so on."""


def read_extended(path: Path, migrations: Migrations = MIGRATIONS) -> Extended:
    """Read a scenario file and its parents. Raises `InputError` when one of them cannot be read at all."""
    own = migrations.applied(parse_file(path))
    layers, extensions = [own], []
    problems: list[Problem] = []
    files = {path.resolve(): str(path)}
    while True:
        layer = layers[-1]
        extension, found = _extension(layer, problems)
        extensions.append(extension)
        if not isinstance(found, str):
            break
        parent = Path(os.path.normpath(Path(layer.source.file).parent / found))
        layers.append(_parent(layer, found, parent, files, migrations))
        files[parent.resolve()] = str(parent)
    if len(layers) == 1:
        alone = {name: value for name, value in own.data.items() if name not in ("extends", "without")}
        return Extended(Document(alone, own.source), tuple(problems), (own,))
    result = _located(layers[-1], {}, path)
    for layer, without in zip(reversed(layers[:-1]), reversed(extensions[:-1]), strict=True):
        problems += _misfits(layer, without, result)
        result = merged(result, _located(layer, without, path))
    problems = sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
    return Extended(_assembled(result, own, layers), tuple(problems), tuple(layers))


def _extension(layer: Document, problems: list[Problem]) -> tuple[Mapping[str, list[str]], str | None]:
    """What the layer leaves out of its parent, and its parent's path; its problems are added."""
    given = {name: layer.data[name] for name in ("extends", "without") if name in layer.data}
    try:
        found = _Extension.model_validate(given)
    except ValidationError as error:
        problems += problems_of(error, given, _Extension, layer.source)
        path = given.get("extends")
        return _readable(given.get("without")), path if isinstance(path, str) and path else None
    if found.extends is None:
        for name in [name for name in given if name == "without"]:
            expected, fix = "'extends' beside it", "add 'extends: FILE', or remove it"
            problems.append(layer.source.problem((name,), expected=expected, found="none", fix=fix))
        return {}, None
    return found.without.model_dump(), found.extends


def _readable(without: Any) -> dict[str, list[str]]:
    """The entries of a `without` that are as they should be, for more problems to be told at once."""
    entries = without.items() if isinstance(without, dict) else ()
    return {
        name: names
        for name, names in entries
        if name in Without.model_fields and isinstance(names, list) and all(isinstance(n, str) for n in names)
    }


def _parent(
    layer: Document, written: str, path: Path, files: Mapping[Path, str], migrations: Migrations
) -> Document:
    """The parent that a layer names. Raises `InputError` at the layer's `extends`, or in the parent."""

    def refusal(expected: str, found: str, fix: str) -> InputError:
        return InputError(layer.source.problem(("extends",), expected=expected, found=found, fix=fix))

    expected = "a scenario file, relative to this one"
    try:
        kind = "file" if path.is_file() else "folder" if path.is_dir() else "nothing"
        if kind != "file":
            found = f"'{written}', " + ("a folder" if kind == "folder" else "which is no file")
            raise refusal(expected, found, _other_path(written, path))
    except OSError as error:
        raise refusal(expected, f"'{written}': {error.strerror}", "check the path") from None
    if path.resolve() in files:
        chain = [*files.values()]
        found = " -> ".join([*chain[list(files).index(path.resolve()) :], str(path)])
        raise refusal("parents that end", found, "remove 'extends' from one of them")
    if len(files) >= MAX_FILES:
        found = " -> ".join([*files.values(), str(path)])
        raise refusal(f"a chain of at most {MAX_FILES} files", found, "extend an earlier one of them")
    document = migrations.applied(parse_file(path))
    other = document.data.get("kind")
    if other is not None and other != "Scenario":
        fix = "name a file with 'kind: Scenario'"
        raise refusal("a scenario as the parent", f"'{written}', of kind {shown(other)}", fix)
    if problems := header_problems(document.data, document.source, "Scenario", migrations.current):
        raise InputError(problems)
    return document


def _other_path(written: str, path: Path) -> str:
    """A hint at a document of a like name in the folder that was meant."""
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        return f"check the path: there is no folder '{folder}'"
    names = sorted(entry.name for entry in folder.iterdir() if entry.suffix == ".yaml")
    start = written if path.is_dir() else posixpath.dirname(written)
    found = difflib.get_close_matches(path.name, names, n=1)
    if found and not path.is_dir():
        return f"did you mean '{posixpath.join(start, found[0])}'?"
    told = ", ".join(posixpath.join(start, name) for name in names[:6]) + ", ..." * (len(names) > 6)
    return f"name one of: {told}" if names else f"put a scenario into '{folder}'"


def _misfits(layer: Document, without: Mapping[str, list[str]], parent: Mapping[str, Any]) -> list[Problem]:
    """What a layer leaves out that its parent does not have, and another world than the parent's."""
    problems = []

    def report(path: Place, expected: str, found: str, fix: str) -> None:
        problems.append(layer.source.problem(path, expected=expected, found=found, fix=fix))

    for name, entries in without.items():
        known = parent.get(name, ())
        if isinstance(known, Located):
            continue  # its type is wrong, which is told elsewhere
        options = [str(entry.value if isinstance(entry, Located) else entry) for entry in known]
        for i, entry in enumerate(entries):
            path: Place = ("without", name, i)
            if entry in entries[:i]:
                report(path, "distinct entries", f"{shown(entry)} twice", "remove one")
            elif entry not in options:
                fix = nearest(entry, options) or f"remove it: the parent has no {name}"
                if name == "parameters" and not fix.startswith("did"):
                    fix = "remove it: what the parent does not set has the world's default"
                report(path, _NOUNS[name], shown(entry), fix)
    world, other = layer.data.get("world"), parent.get("world")
    if isinstance(world, str) and other is not None and world != other.value:
        fix = "leave 'world' out, or extend a scenario of that world"
        report(("world",), f"the parent's world, {shown(other.value)}", shown(world), fix)
    return problems


def _located(layer: Document, without: Mapping[str, list[str]], child: Path) -> dict[str, Any]:
    """A layer's fields for merging: each value, and each entry of those that are merged, with its place."""
    source, fields = layer.source, dict[str, Any]()
    for name, value in layer.data.items():
        if name == "odd" and isinstance(value, str):
            value = _relative(value, Path(source.file).parent, child.parent)
        if name in MAPPINGS and isinstance(value, dict):
            fields[name] = {key: Located(each, source, (name, key)) for key, each in value.items()}
        elif name in LISTS and isinstance(value, list):
            fields[name] = [Located(each, source, (name, i)) for i, each in enumerate(value)]
        else:
            fields[name] = Located(value, source, (name,))
    named = {n: [Located(e, source, ()) if n in LISTS else e for e in each] for n, each in without.items()}
    return {**fields, "without": named}


def _relative(path: str, folder: Path, other: Path) -> str:
    """A path that is relative to one folder as one that is relative to another."""
    if folder == other or posixpath.isabs(path):
        return path
    return Path(os.path.relpath(folder / path, other)).as_posix()


def _assembled(result: Mapping[str, Any], own: Document, layers: list[Document]) -> Document:
    """Plain data of a merged document, and the place of each of its values."""
    data: dict[str, Any] = {}
    lines: dict[Place, int] = {(): own.source.lines.get((), 1)}
    files: dict[Place, str] = {}
    below: dict[int, dict[Place, list[Place]]] = {}
    for layer in layers:
        index = below.setdefault(id(layer.source), {})
        for place in layer.source.lines:
            for depth in (1, 2):
                if len(place) >= depth:
                    index.setdefault(place[:depth], []).append(place)

    def put(entry: Located, to: Place) -> Any:
        for place in below[id(entry.source)].get(entry.place, ()):
            new = (*to, *place[len(entry.place) :])
            lines[new] = entry.source.lines[place]
            if entry.source is not own.source:
                files[new] = entry.source.files.get(place, entry.source.file)
        return entry.value

    for name, value in result.items():
        if name in ("extends", "without"):
            continue
        if isinstance(value, Located):
            data[name] = put(value, (name,))
            continue
        first = next(layer.source for layer in layers if name in layer.data)
        lines[(name,)], files[(name,)] = first.lines[(name,)], first.file
        if isinstance(value, dict):
            data[name] = {key: put(each, (name, key)) for key, each in value.items()}
        else:
            data[name] = [put(each, (name, i)) for i, each in enumerate(value)]
    return Document(data, Source(own.source.file, lines, files))
