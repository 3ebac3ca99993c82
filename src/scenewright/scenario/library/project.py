"""The project around a scenario file: its failure modes, and the domain that the scenario names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scenewright.errors import InputError
from scenewright.scenario.failure_mode import FailureMode, load_failure_mode

__all__ = ["Project", "project_of"]

_MARK = "scenewright.toml"


@dataclass(frozen=True)
class Project:
    """A folder made by `scenewright init`."""

    folder: Path

    @cached_property
    def modes(self) -> Mapping[str, FailureMode | None]:
        """Failure modes by name; those that cannot be read by the name of their file, as None."""
        found: dict[str, FailureMode | None] = {}
        for file in sorted((self.folder / "failure_modes").glob("*.yaml")):
            try:
                mode = load_failure_mode(file)
            except InputError:
                found[file.stem] = None
            else:
                found[mode.name] = mode
        return found


def project_of(file: Path) -> Project | None:
    """The project that a file belongs to: the nearest folder above with a scenewright.toml."""
    for folder in file.resolve().parents:
        if (folder / _MARK).is_file():
            return Project(folder)
    return None
