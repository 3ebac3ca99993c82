"""From a file or plain data to a validated document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from pydantic import ValidationError

from scenewright.documents.migration import MIGRATIONS, Migrations
from scenewright.documents.model import Model, problems_of
from scenewright.documents.parse import MAX_BYTES, Document, parse_document
from scenewright.documents.source import Source, shown
from scenewright.errors import InputError, Problem, nearest

__all__ = [
    "Checked",
    "check_data",
    "header_problems",
    "kind_of",
    "other_file",
    "parse_file",
    "read_checked",
    "read_document",
]


@dataclass(frozen=True)
class Checked(Generic[Model]):
    """A document as far as it could be read, for checks that go beyond its schema."""

    model: Model
    source: Source
    problems: tuple[Problem, ...] = ()
    bad: frozenset[str] = frozenset()
    """Top-level fields that hold a stand-in, because of their problems."""


def read_document(path: Path, kind: str, model: type[Model]) -> tuple[Model, Source]:
    """Read, parse and validate one document file. Raises `InputError` with every problem found."""
    checked = read_checked(path, kind, model)
    return checked.model, checked.source


def kind_of(path: Path) -> str:
    """The `kind` of a document file, to choose its reader; '' without one. Raises `InputError`."""
    return str(parse_file(path).data.get("kind", ""))


def parse_file(path: Path) -> Document:
    """A document file as plain data with lines, of whatever kind and version. Raises `InputError`."""
    return parse_document(_read_bytes(path), str(path))


def read_checked(
    path: Path, kind: str, model: type[Model], stand_ins: Mapping[str, Any] | None = None
) -> Checked[Model]:
    """As `read_document`; with `stand_ins` for required fields, problems of the schema are handed back."""
    document = parse_file(path)
    return check_data(document.data, document.source, kind, model, stand_ins)


def check_data(
    data: Mapping[str, Any],
    source: Source,
    kind: str,
    model: type[Model],
    stand_ins: Mapping[str, Any] | None = None,
    migrations: Migrations = MIGRATIONS,
) -> Checked[Model]:
    """Validate plain data of any version. Raises `InputError` with every problem found, or as `read_checked`
    says."""
    document = migrations.applied(Document(dict(data), source))
    data, source = document.data, document.source
    problems = header_problems(data, source, kind, migrations.current)
    if any(problem.found != shown(None) for problem in problems):
        # Another kind or version has other fields: their problems would only be noise.
        raise InputError(problems)
    rest = {name: value for name, value in data.items() if name not in ("scenewright", "kind")}
    bad: frozenset[str] = frozenset()
    kept: Mapping[str, Any] = rest
    try:
        validated = model.model_validate(rest)
    except ValidationError as error:
        problems += problems_of(error, rest, model, source)
        bad = frozenset(str(item["loc"][0]) for item in error.errors() if item["loc"])
        if stand_ins is None:
            raise InputError(problems) from None
        kept = {**stand_ins, **{name: value for name, value in rest.items() if name not in bad}}
        try:
            validated = model.model_validate(kept)
        except ValidationError:
            raise InputError(problems) from None
    if problems and stand_ins is None:
        raise InputError(problems)
    return Checked(validated, source, tuple(problems), bad)


def header_problems(data: Mapping[str, Any], source: Source, kind: str, current: int) -> list[Problem]:
    """Another kind, or another schema version than the current one."""
    problems = []
    version, found = data.get("scenewright"), data.get("kind")
    if version != current or isinstance(version, bool):
        fix = f"start the document with 'scenewright: {current}'"
        if isinstance(version, str):
            fix = f"write 'scenewright: {current}', the number without quotes"
        elif isinstance(version, int) and version > current:
            fix = "update scenewright: the document was written for a later version"
        expected = f"schema version {current}"
        problems.append(source.problem(("scenewright",), expected=expected, found=shown(version), fix=fix))
    if found != kind:
        fix = f"write 'kind: {kind}'"
        if found is not None and nearest(str(found).lower(), [kind.lower()]).startswith("did"):
            fix = f"did you mean '{kind}'?"
        elif found is not None:
            fix = f"hand in a document of kind {kind}, or {fix}"
        problems.append(source.problem(("kind",), expected=f"kind: {kind}", found=shown(found), fix=fix))
    return problems


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Problem(expected="a readable file", found=reason, file=str(path), fix=other_file(path))
        ) from None
    except ValueError as error:
        raise InputError(Problem(expected="the name of a file", found=str(error), file=repr(path))) from None


def other_file(path: Path) -> str:
    """A hint at a document of a like name in the same folder, or at those inside a folder."""
    folder = path if path.is_dir() else path.parent
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.suffix == ".yaml")[:8]
    except OSError:
        return "check the path"
    if path.is_dir():
        return "name one file in it: " + ", ".join(names) if names else "name a file"
    return nearest(path.name, names) if names else "check the path"
