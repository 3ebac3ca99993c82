"""What a migration is: a pure function from the document form of one schema version to that of the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenewright.documents.parse import Document
from scenewright.documents.source import Path, Source
from scenewright.errors import InputError

__all__ = ["Migration", "Migrations"]


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step of one kind of document."""

    kind: str
    version: int
    """The schema version that it reads; its result is of the next."""
    says: str
    """What changes, in one line for people."""
    document: Callable[[dict[str, Any]], dict[str, Any]]
    """Plain data in, plain data out, `scenewright` aside. Fields that it does not know stay as they are."""
    moved: Mapping[Path, Path] = field(default_factory=dict)
    """New path -> old path of what has another place now, so that problems still have their lines."""


@dataclass(frozen=True)
class Migrations:
    """All steps up to the current schema version."""

    current: int
    steps: tuple[Migration, ...] = ()

    def __post_init__(self) -> None:
        seen = [(step.kind, step.version) for step in self.steps]
        if len(set(seen)) < len(seen) or any(step.version >= self.current for step in self.steps):
            raise ValueError(f"Migrations: expected one step a kind and version below {self.current}")

    @property
    def oldest(self) -> int:
        """The oldest schema version that can be read."""
        return min((step.version for step in self.steps), default=self.current)

    def steps_of(self, document: Document) -> tuple[Migration, ...]:
        """The steps that the document needs, in order; a kind that a version left alone has none for it."""
        version, kind = document.data.get("scenewright"), document.data.get("kind")
        if isinstance(version, bool) or not isinstance(version, int):
            return ()
        needed = [step for step in self.steps if step.kind == kind and step.version >= version >= self.oldest]
        return tuple(sorted(needed, key=lambda step: step.version))

    def is_old(self, document: Document) -> bool:
        """Whether it is of an earlier version that can be read."""
        version = document.data.get("scenewright")
        return type(version) is int and self.oldest <= version < self.current

    def applied(self, document: Document) -> Document:
        """The document in its current form; as it is where its version is not an old one.

        Raises `InputError` where it is no document of the version that it names.
        """
        if not self.is_old(document):
            return document
        data, source = dict(document.data), document.source
        for step in self.steps_of(document):
            try:
                data = step.document(data)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                found = f"one that cannot be brought up to date ({type(error).__name__}: {error})"
                fix = f"compare it with what changed: {step.says}"
                expected = f"a {step.kind} of schema version {step.version}"
                raise InputError(
                    source.problem(("scenewright",), expected=expected, found=found, fix=fix)
                ) from error
            source = _with_moved(source, step.moved)
        return Document({**data, "scenewright": self.current}, source)


def _with_moved(source: Source, moved: Mapping[Path, Path]) -> Source:
    lines = dict(source.lines)
    for new, old in moved.items():
        lines |= {
            (*new, *path[len(old) :]): line
            for path, line in source.lines.items()
            if path[: len(old)] == old and (*new, *path[len(old) :]) not in source.lines
        }
    return replace(source, lines=lines)
