"""Where a document came from, and how its values are shown in messages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenewright.errors import Problem, nearest

__all__ = ["Path", "Source", "close", "shown"]

Path = tuple[str | int, ...]
"""Place inside a document: field names and list indices."""
_LONGEST = 80


@dataclass(frozen=True)
class Source:
    """Where a document came from: its file and the 1-based line of each field path."""

    file: str
    lines: Mapping[Path, int]
    files: Mapping[Path, str] = field(default_factory=dict)
    """The file of each path that stands in another one, from which it was inherited."""

    def place(self, path: Path) -> tuple[str, int | None]:
        """File and line of `path`, or of its nearest ancestor that stands in a file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.files.get(path, self.file), self.lines.get(path)

    def line(self, path: Path) -> int | None:
        """Line of `path`, or of its nearest ancestor that stands in a file."""
        return self.place(path)[1]

    def problem(self, path: Path, *, expected: str, found: str, fix: str = "") -> Problem:
        """A problem at `path` of this document."""
        file, line = self.place(path)
        return Problem(
            expected=expected,
            found=found,
            file=file,
            line=line,
            field=".".join(str(part) for part in path),
            fix=fix,
        )


def close(word: str, options: Sequence[str]) -> str:
    """Text for `Problem.fix` where `Problem.expected` lists the options already."""
    if swapped := [option for option in options if sorted(option) == sorted(word)]:
        return f"did you mean '{swapped[0]}'?"
    fix = nearest(word, options)
    return fix if fix.startswith("did") else "choose one of these"


def shown(value: Any) -> str:
    """A value as it stands in a document, cut to a line."""
    text = _shown(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, str):
        return f"'{value}'" if value else "an empty text"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inner(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inner, value)) + "]"
    return str(value)


def _inner(value: Any) -> str:
    return "''" if value == "" else _shown(value)
