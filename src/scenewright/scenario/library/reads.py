"""Which parameters a world reads, seen by building samples."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scenewright.errors import ScenewrightError
from scenewright.randomness import Streams
from scenewright.scenario.document import Scenario, scenario_from_document
from scenewright.scenario.sampling import draw_many

__all__ = ["RecordedSample", "Unread", "same", "unread"]

ROOT = "lint"
_CHECKED = 3
"""Samples that are built again with other values of what seemed unread, of a world that copies once."""


@dataclass
class RecordedSample(Mapping[str, Any]):
    """A sample that notes which of its values are read one by one, and how often it is copied whole."""

    values_by_name: Mapping[str, Any]
    read: set[str] = field(default_factory=set)
    copies: int = 0
    _copied: list[str] = field(default_factory=list)
    """Names that a copy asks for next."""

    def __getitem__(self, name: str) -> Any:
        value = self.values_by_name[name]
        # Who copies asks for the names that it was told, in their order: dict(sample) once it has them all,
        # sample.items() one by one.
        if self._copied[:1] == [name]:
            self._copied.pop(0)
        else:
            self.read.add(name)
        return value

    def __iter__(self) -> Iterator[str]:
        self.copies, self._copied = self.copies + 1, []
        for name in self.values_by_name:
            self._copied.append(name)
            yield name

    def __len__(self) -> int:
        return len(self.values_by_name)

    def __contains__(self, name: object) -> bool:
        return name in self.values_by_name


@dataclass(frozen=True)
class Unread:
    """What was not read."""

    names: tuple[str, ...]
    """Empty also where it cannot be told."""
    samples: int = 0
    """Samples that were built."""
    unknown: str = ""
    """Why it cannot be told; empty where it can."""


def unread(world: Any, scenario: Scenario, names: Sequence[str], builds: int) -> Unread:
    """Which of `names` the world reads in none of `builds` samples; it stops when all were read.

    A world may copy the sample, to keep it as `Episode.requested` or to change a value of it, and might read
    the copy. So samples are built again with other values of all that seemed unread: three of them, or all
    where the world copies more than once. Only when nothing in their scenes differs are they named.
    """
    try:
        return _unread(world, scenario, names, builds)
    except (ScenewrightError, ImportError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # Whatever goes wrong in a world is for `preview` and `generate` to tell.
        return Unread((), unknown=f"it could not be built: {type(error).__name__}: {error}")


def _unread(world: Any, scenario: Scenario, names: Sequence[str], builds: int) -> Unread:
    left, built, copies = set(names), 0, 0
    drawn = draw_many(scenario, root=ROOT, strategy="random", indices=range(builds if left else 0))
    kept: list[tuple[dict[str, Any], Any]] = []
    for one in drawn:
        sample = RecordedSample(dict(one.sample))
        episode = world.build(sample, Streams(ROOT, str(built)))
        built, left = built + 1, left - sample.read
        if not left:
            return Unread((), built)
        copies = max(copies, sample.copies)
        if copies > 1 or len(kept) < _CHECKED:
            kept.append((dict(one.sample), episode))
    others = draw_many(_free(scenario, world), root=ROOT, strategy="random", indices=range(len(kept)))
    for index, ((before, episode), other) in enumerate(zip(kept, others, strict=True)):
        changed = {**before, **{name: other.sample[name] for name in left}}
        if not same(world.build(changed, Streams(ROOT, str(index))).scenes, episode.scenes):
            return Unread((), built, "it reads a copy of the sample")
    return Unread(tuple(sorted(left)), built)


def _free(scenario: Scenario, world: Any) -> Scenario:
    """All parameters as the world has them by default: other values than the scenario's."""
    return scenario_from_document({"name": "other-values", "world": scenario.world}, world.parameters)


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same in all that they hold: arrays, dataclasses, lists, plain values."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)
