"""What a rule of lint is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from scenewright.documents import Source
from scenewright.errors import InputError, Problem
from scenewright.scenario.document import ReadScenario, Scenario
from scenewright.scenario.library.draws import Draws, many_draws
from scenewright.scenario.library.project import Project
from scenewright.scenario.library.reads import Unread, unread
from scenewright.scenario.odd import Odd, load_odd

__all__ = ["DRAWS", "Finding", "Level", "Rule", "Settings", "Subject"]

Level = Literal["error", "warning", "note"]
DRAWS = 8192
"""Draws by which rules judge what a scenario does."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What may be asked of a rule."""

    max_rejection: float = 0.5
    """Share of draws that constraints may reject."""
    builds: int = 32
    """Most samples that a world builds to see which parameters it reads; 0 for none."""


@dataclass(frozen=True)
class Subject:
    """One scenario under lint, with what is around it."""

    file: Path
    read: ReadScenario
    world: Any
    """The plug-in, or None where only its parameters are known."""
    settings: Settings = field(default_factory=Settings)
    project: Project | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    """Digest of what a scenario says, its name aside -> file, of those before it."""

    @property
    def scenario(self) -> Scenario:
        return self.read.scenario

    @property
    def source(self) -> Source:
        return self.read.source

    @cached_property
    def draws(self) -> Draws:
        return many_draws(self.scenario, DRAWS)

    @cached_property
    def unread(self) -> Unread:
        """Parameters that the scenario sets and that neither the world nor the document itself reads."""
        scenario, builds = self.scenario, self.settings.builds
        if self.world is None or not builds:
            return Unread(())
        expressions = (*scenario.derived.values(), *scenario.constraints)
        elsewhere = {name for expression in expressions for name in expression.columns}
        elsewhere |= {name for each in scenario.parameters.values() for name in each.depends_on}
        asked = [name for name in scenario.declared if name not in elsewhere]
        return unread(self.world, scenario, asked, builds)

    @cached_property
    def odd(self) -> Odd | None:
        """The domain that the scenario names; None where there is none or it cannot be read."""
        if self.scenario.odd is None:
            return None
        try:
            return load_odd(self.file.parent / self.scenario.odd)
        except InputError:
            return None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that a scenario should not be."""

    id: str
    level: Level
    says: str
    """What it finds, in one line for people."""
    check: Callable[[Subject], Iterable[Problem]]


@dataclass(frozen=True)
class Finding:
    """What a rule found."""

    rule: str
    level: Level
    problem: Problem

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "level": self.level, **asdict(self.problem)}

    def __str__(self) -> str:
        return f"{self.level} {self.rule}: {self.problem}"
