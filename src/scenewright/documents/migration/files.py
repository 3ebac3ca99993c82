"""Files of old schema versions, brought to the current one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.documents.check import header_problems, parse_file
from scenewright.documents.migration import MIGRATIONS, Migrations
from scenewright.documents.migration.rewrite import rewritten
from scenewright.documents.source import Path as Place
from scenewright.errors import InputError

__all__ = ["MigratedFile", "migrated_file"]


@dataclass(frozen=True)
class MigratedFile:
    """What a file would become; nothing was written."""

    file: str
    version: int
    """Its schema version."""
    steps: tuple[str, ...]
    """What changes, in words, in order."""
    before: str
    after: str
    layout_kept: bool
    """False when the file is written anew: comments and order of the old text are lost."""

    @property
    def changes(self) -> bool:
        return self.after != self.before

    def diff(self) -> str:
        """Unified diff of the two texts."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, self.file, f"{self.file} (new)"))

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "version": self.version,
            "changes": self.changes,
            "steps": list(self.steps),
            "layout_kept": self.layout_kept,
            "diff": self.diff(),
        }


def migrated_file(path: Path, kind: str, migrations: Migrations = MIGRATIONS) -> MigratedFile:
    """A document file in its current form. Raises `InputError` for another kind and unknown versions."""
    document = parse_file(path)
    steps, current = migrations.steps_of(document), migrations.applied(document)
    if problems := header_problems(current.data, document.source, kind, migrations.current):
        raise InputError(problems)
    text = path.read_text("utf-8")
    version = document.data["scenewright"]
    if not migrations.is_old(document):
        return MigratedFile(str(path), version, (), text, text, True)
    # In the order of the old file: what a step returns may be ordered anyhow.
    wanted = {"scenewright": current.data["scenewright"], **current.data}
    moved: dict[Place, Place] = {}
    for step in steps:
        moved |= {new: moved.get(old, old) for new, old in step.moved.items()}
    found = rewritten(text, wanted, moved)
    return MigratedFile(str(path), version, tuple(s.says for s in steps), text, found.text, found.kept)
