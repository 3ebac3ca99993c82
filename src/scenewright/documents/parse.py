"""From bytes to plain data with line numbers.

YAML 1.2's core schema: only `true` and `false` are booleans (`off`, `yes`, `1:30` and dates are text), and
`1e3` is a number. No aliases, no tags of one's own, bounded in size, depth and number of values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from scenewright.documents.source import Path, Source
from scenewright.errors import InputError, Problem

__all__ = ["MAX_BYTES", "Document", "parse_document"]

MAX_BYTES = 1 << 20
MAX_NODES = 50_000
MAX_DEPTH = 40
MAX_INTEGER = 1 << 53

_TAG = "tag:yaml.org,2002:"
_SCALARS = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    "float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
}
_FIXES = (
    ("'\\t'", "indent with spaces, not with tabs"),
    ("mapping values are not allowed", "put text that contains ': ' in quotes; check the indentation"),
    ("an indentation", "check the indentation of this line and of the lines above"),
    ("instead of ',' or", "close the bracket, or put text that contains brackets in quotes"),
    ("unexpected end of stream", "close the quote"),
    ("cannot start any token", "put the text in quotes"),
    ("could not find expected ':'", "write 'field: value'"),
    ("another document", "keep one document in the file, without '---' between"),
)


@dataclass(frozen=True)
class Document:
    """A parsed document before validation: plain data and its source."""

    data: dict[str, Any]
    source: Source


def parse_document(data: bytes, file: str) -> Document:
    """Parse YAML bytes into plain data with line numbers. Raises `InputError`."""

    def refuse(expected: str, found: str, line: int | None = None, fix: str = "") -> InputError:
        return InputError(Problem(expected=expected, found=found, file=file, line=line, fix=fix))

    if len(data) > MAX_BYTES:
        fix = "split it into several documents"
        raise refuse(f"a document of at most {MAX_BYTES} bytes", "a larger file", fix=fix)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x} at offset {error.start}"
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse("UTF-8 text", found, line, "save the file as UTF-8 text") from None
    try:
        if problem := _bounded(text, file):
            raise InputError(problem)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark, found = error.problem_mark, _plain_words(error)
        fix = next((fix for part, fix in _FIXES if part in found), "look at this line and those above")
        raise refuse("well-formed YAML", found, mark.line + 1 if mark else None, fix) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise refuse("text", f"the control character {error.character:#04x}", line, "remove it") from None
    if node is None:
        fix = "see 'scenewright init' for examples"
        found = "nothing but comments and blank lines" if text.strip() else "an empty file"
        raise refuse("a document with 'scenewright: 1' and 'kind:'", found, fix=fix)
    if not isinstance(node, yaml.MappingNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else "a single value"
        line = node.start_mark.line + 1
        raise refuse("a mapping of fields at the top", found, line, "start with 'scenewright: 1'")
    reader = _Reader(file)
    plain = reader.plain(node, ())
    if reader.problems:
        raise InputError(reader.problems)
    return Document(plain, Source(file, reader.lines))


def _plain_words(error: yaml.MarkedYAMLError) -> str:
    """PyYAML's message without the jargon of the specification."""
    found = str(error.problem)
    start = f"line {error.context_mark.line + 1}" if error.context_mark else ""
    if "<block end>" in found:
        return f"an indentation that does not fit the block that starts in {start}"
    found = re.sub(
        "^(but )?found ", "", re.sub("expected (.*), but (?:got|found) (.*)", r"\2 instead of \1", found)
    )
    if error.context and start and "another document" not in found:
        found += f" {error.context} ({start})"
    for jargon, word in (("flow sequence", "list"), ("flow mapping", "mapping"), ("scalar", "text")):
        found = found.replace(jargon, word)
    return found


def _bounded(text: str, file: str) -> Problem | None:
    """What makes the text too costly to read on, found before anything is built from it."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        expected = ""
        if isinstance(event, yaml.AliasEvent):
            expected, found = "a document without YAML aliases", f"alias '*{event.anchor}'"
            fix = "write the value out where it is used"
        elif isinstance(event, yaml.CollectionStartEvent):
            depth, nodes = depth + 1, nodes + 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            nodes += 1
        if depth > MAX_DEPTH:
            expected, found, fix = f"at most {MAX_DEPTH} levels", "more", "nest less deeply"
        elif nodes > MAX_NODES:
            expected, found, fix = f"at most {MAX_NODES} values", "more", "split it into several documents"
        if expected:
            line = event.start_mark.line + 1 if event.start_mark else None
            return Problem(expected=expected, found=found, file=file, line=line, fix=fix)
    return None


class _Loader(yaml.SafeLoader):
    """Composes nodes whose scalars have the tags of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 # PyYAML's own name for it


for _name, (_pattern, _first) in _SCALARS.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), _first)


@dataclass
class _Reader:
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def plain(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.tag.startswith(_TAG):
            return self._scalar(node, path)
        found = f"the tag '{node.tag.replace(_TAG, '!!')}'"
        return self._refuse(node, path, "a plain YAML value", found, "remove the tag")

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(
                    key_node, path, "plain keys", "a list or mapping as a key", "write 'field: value'"
                )
            elif key in result:
                first = self.lines[(*path, key)]
                found = f"'{key}' twice, first in line {first}"
                self._refuse(key_node, (*path, key), "distinct fields", found, "remove or rename one")
            else:
                self.lines[(*path, key)] = key_node.start_mark.line + 1
                result[key] = self.plain(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        kind, text = node.tag.removeprefix(_TAG), node.value
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if kind == "str":
            return text
        try:
            if kind == "float":
                return float(text.replace(".inf", "inf").replace(".nan", "nan").lower())
            if (
                kind == "int"
                and abs(number := int(text, 0 if text[:2] in ("0x", "0o") else 10)) <= MAX_INTEGER
            ):
                return number
        except ValueError:
            pass
        if kind == "int":
            expected = f"a whole number of at most {MAX_INTEGER}"
            return self._refuse(node, path, expected, f"{text[:40]}", "put it in quotes if it is a name")
        return self._refuse(node, path, "a plain YAML value", f"'{text[:40]}' as {kind}", "remove the tag")

    def _refuse(self, node: yaml.Node, path: Path, expected: str, found: str, fix: str) -> None:
        self.problems.append(
            Problem(
                expected=expected,
                found=found,
                file=self.file,
                line=node.start_mark.line + 1,
                field=".".join(map(str, path)),
                fix=fix,
            )
        )
