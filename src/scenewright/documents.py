"""Reading the user's YAML documents: safe, bounded, with the line of every problem.

A document is a mapping with `scenewright: 1` and `kind:`. Parsing keeps the line of each field, so that a
pydantic error is reported where the user can see it; all problems of a document come in one `InputError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from scenewright.conventions import SCHEMA_VERSION
from scenewright.errors import InputError, Problem, nearest

__all__ = ["Document", "DocumentModel", "Source", "parse_document", "read_document"]

MAX_BYTES = 1 << 20
MAX_NODES = 50_000
MAX_DEPTH = 40

Model = TypeVar("Model", bound="DocumentModel")


class DocumentModel(BaseModel):
    """Base of every document and of every mapping inside one: frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False)


@dataclass(frozen=True)
class Source:
    """Where a document came from: its file and the 1-based line of each field path."""

    file: str
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Line of `path`, or of its nearest ancestor that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: tuple[str | int, ...], *, expected: str, found: str, fix: str = "") -> Problem:
        """A problem at `path` of this document."""
        return Problem(
            expected=expected,
            found=found,
            file=self.file,
            line=self.line(path),
            field=".".join(str(part) for part in path),
            fix=fix,
        )


@dataclass(frozen=True)
class Document:
    """A parsed document before validation: plain data and its source."""

    data: dict[str, Any]
    source: Source


def read_document(path: Path, kind: str, model: type[Model]) -> tuple[Model, Source]:
    """Read, parse and validate one document file. Raises `InputError` with every problem found."""
    document = parse_document(_read_bytes(path), str(path))
    return validate(document, kind, model), document.source


def parse_document(data: bytes, file: str) -> Document:
    """Parse YAML bytes into plain data with line numbers. Raises `InputError`."""

    def refuse(expected: str, found: str, line: int | None = None, fix: str = "") -> InputError:
        return InputError(Problem(expected=expected, found=found, file=file, line=line, fix=fix))

    if len(data) > MAX_BYTES:
        raise refuse(f"a document of at most {MAX_BYTES} bytes", f"{len(data)} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse("UTF-8 text", f"byte {data[error.start]:#04x} at offset {error.start}") from None
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else None
                raise refuse(
                    "a document without YAML aliases", f"alias '*{event.anchor}'", line, "write it out"
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise refuse("well-formed YAML", str(error.problem), line) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise refuse("well-formed YAML", str(error).splitlines()[0]) from None
    if node is None:
        raise refuse("a document with 'scenewright: 1' and 'kind:'", "an empty file")
    if not isinstance(node, yaml.MappingNode):
        raise refuse("a mapping at the top", "a list or a single value", node.start_mark.line + 1)
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        plain = _plain(node, (), lines, file)
    except yaml.YAMLError as error:
        raise refuse("plain YAML values", str(error).splitlines()[0]) from None
    return Document(plain, Source(file, lines))


def validate(document: Document, kind: str, model: type[Model]) -> Model:
    """Validate plain data against `model`. Raises `InputError` with one problem a field."""
    source, data = document.source, dict(document.data)
    problems = []
    version, found_kind = data.pop("scenewright", None), data.pop("kind", None)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        problems.append(
            source.problem(
                ("scenewright",),
                expected=f"schema version {SCHEMA_VERSION}",
                found="nothing" if version is None else repr(version),
                fix=f"start the document with 'scenewright: {SCHEMA_VERSION}'",
            )
        )
    if found_kind != kind:
        found = "nothing" if found_kind is None else repr(found_kind)
        problems.append(source.problem(("kind",), expected=f"kind: {kind}", found=found))
    if problems:
        raise InputError(problems)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(
            [_problem(source, item, model) for item in error.errors(include_url=False)]
        ) from None


def _problem(source: Source, item: Any, model: type[BaseModel]) -> Problem:
    path = tuple(part for part in item["loc"] if (*_known_prefix(source, item["loc"]),) or True)
    if item["type"] == "extra_forbidden":
        fields = [name for name in model.model_fields] if len(path) == 1 else []
        fix = nearest(str(path[-1]), fields) if fields else "remove it"
        return source.problem(path, expected="a known field", found=f"'{path[-1]}'", fix=fix)
    if item["type"] == "missing":
        return source.problem(path, expected=f"a field '{path[-1]}'", found="nothing", fix="add it")
    found = repr(item["input"])
    message = str(item["msg"]).removeprefix("Value error, ")
    return source.problem(path, expected=message, found=found if len(found) <= 80 else found[:77] + "...")


def _known_prefix(source: Source, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    while path and path not in source.lines:
        path = path[:-1]
    return path


def _plain(
    node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], file: str
) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > MAX_DEPTH or len(lines) > MAX_NODES:
        limit = f"at most {MAX_DEPTH} levels and {MAX_NODES} values"
        raise InputError(Problem(expected=limit, found="more", file=file, line=line))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            key_line = key_node.start_mark.line + 1
            field = ".".join(map(str, path))
            if key is None or key in result:
                found = "a nested key" if key is None else f"'{key}' twice"
                raise InputError(
                    Problem(
                        expected="distinct plain keys", found=found, file=file, line=key_line, field=field
                    )
                )
            lines[(*path, key)] = key_line
            result[key] = _plain(value_node, (*path, key), lines, file)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), lines, file) for i, item in enumerate(node.value)]
    return _SCALARS.construct_document(node) if node.tag != "tag:yaml.org,2002:timestamp" else node.value


class _Constructor(yaml.constructor.SafeConstructor):
    """YAML scalars as Python values; a value that is tagged with a type of its own is refused."""


_SCALARS = _Constructor()


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(Problem(expected="a readable file", found=reason, file=str(path))) from None
