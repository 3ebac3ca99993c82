"""The recipe: all that decides the bytes of a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from scenewright import __version__
from scenewright.conventions import SCHEMA_VERSION
from scenewright.dataset import FrameKey
from scenewright.errors import InputError, Problem, nearest
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.render import PROFILES, RenderProfile
from scenewright.scenario import Scenario, scenario_from_document
from scenewright.scenario.distributions import Value
from scenewright.scenario.strategies import SPREADS, STRATEGIES, Design

__all__ = ["Recipe", "ScenarioEntry", "make_recipe"]


@dataclass(frozen=True)
class ScenarioEntry:
    """A scenario and how many of its samples are made."""

    scenario: Scenario
    count: int
    design: Design | None = None
    """Where its samples lie; None where the recipe's strategy spreads them over the scenario."""


@dataclass(frozen=True)
class Recipe:
    """Frozen; its digest names the dataset's content before it is made."""

    scenarios: tuple[ScenarioEntry, ...]
    seed: str
    strategy: str
    profile: RenderProfile
    world_versions: Mapping[str, str]
    generator_version: str = __version__
    overrides: Mapping[str, Value] = field(default_factory=dict)
    """Parameters that are set after the draw: the same episodes, seen by another camera."""

    @cached_property
    def digest(self) -> str:
        return digest(self.to_json())

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.scenarios)

    def keys(self) -> Iterator[FrameKey]:
        """All frame keys in order."""
        for entry in self.scenarios:
            for index in range(entry.count):
                yield FrameKey(entry.scenario.name, index)

    def scenario(self, name: str) -> Scenario:
        return next(entry.scenario for entry in self.scenarios if entry.scenario.name == name)

    def design(self, scenario: Scenario) -> Design:
        """Where the samples of a scenario lie."""
        entry = next(entry for entry in self.scenarios if entry.scenario.name == scenario.name)
        return entry.design or Design(self.strategy, size=entry.count if self.strategy == "lhs" else 0)

    def stream_root(self, scenario: Scenario) -> str:
        """Root of a scenario's random streams: adding another scenario changes no frame of this one."""
        return digest([self.seed, scenario.digest])

    def to_json(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "scenarios": [
                {
                    "count": e.count,
                    "digest": e.scenario.digest,
                    "scenario": e.scenario.to_document(resolved=True),
                    "declared": list(e.scenario.declared),
                    # Left out where there is none: recipes of before the field keep their digests.
                    **({"design": e.design.to_json()} if e.design else {}),
                }
                for e in self.scenarios
            ],
            "seed": self.seed,
            "strategy": self.strategy,
            "profile": asdict(self.profile),
            "world_versions": dict(self.world_versions),
            "generator_version": self.generator_version,
            # Left out where there are none: recipes of before the field keep their digests.
            **({"overrides": dict(self.overrides)} if self.overrides else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Recipe:
        """The inverse of `to_json`. Raises `InputError` when a scenario no longer fits its digest."""
        entries = []
        for item in data["scenarios"]:
            scenario = scenario_from_document(item["scenario"])
            if scenario.digest != item["digest"]:
                raise InputError(
                    Problem(
                        expected=f"scenario digest {item['digest']}",
                        found=scenario.digest,
                        field=f"recipe.scenarios.{scenario.name}",
                        fix="use the generator version that made the dataset",
                    )
                )
            declared = replace(scenario, declared=tuple(item["declared"]))
            design = Design.from_json(item["design"]) if "design" in item else None
            entries.append(ScenarioEntry(declared, int(item["count"]), design))
        return Recipe(
            scenarios=tuple(entries),
            seed=data["seed"],
            strategy=data["strategy"],
            # Older recipes have one number for all large frames.
            profile=RenderProfile(**{"medium_spp": data["profile"]["large_spp"], **data["profile"]}),
            world_versions=dict(data["world_versions"]),
            generator_version=data["generator_version"],
            overrides=dict(data.get("overrides", {})),
        )


def make_recipe(
    scenarios: Sequence[Scenario],
    *,
    count: int,
    seed: str,
    strategy: str = "sobol",
    profile: str = "default",
    designs: Sequence[Design] = (),
) -> Recipe:
    """A recipe of `count` frames shared evenly among the scenarios. Raises `InputError`.

    `designs` are those of the scenarios in their order, all of the one strategy; a strategy that spreads
    samples over the scenario needs none.
    """
    problems: list[Problem] = []
    by_key: dict[str, list[str]] = {}
    for scenario in scenarios:
        by_key.setdefault(str(FrameKey(scenario.name, 0)), []).append(scenario.name)
    problems += [
        Problem(
            expected="scenarios whose names differ, not only in '/' and '.'",
            found=" and ".join(f"'{name}'" for name in names),
            field="SCENARIO",
            fix="name each file once, and rename one of the scenarios if there are two",
        )
        for names in by_key.values()
        if len(names) > 1
    ]
    if count < max(len(scenarios), 1):
        problems.append(
            Problem(expected=f"at least {max(len(scenarios), 1)} frames", found=str(count), field="-n")
        )
    for noun, option, name, known in (
        ("a render profile", "--profile", profile, list(PROFILES)),
        ("a sampling strategy", "--strategy", strategy, list(STRATEGIES)),
    ):
        if name not in known:
            problems.append(Problem(expected=noun, found=f"'{name}'", field=option, fix=nearest(name, known)))
    if strategy in STRATEGIES and strategy not in SPREADS and len(designs) != len(scenarios):
        expected = f"a design of each scenario for '{strategy}'"
        fix = "make them: scenewright.scenario.strategies.make.make_design"
        problems.append(Problem(expected=expected, found=f"{len(designs)}", field="designs", fix=fix))
    if problems:
        raise InputError(problems)
    share, rest = divmod(count, len(scenarios))
    entries = tuple(
        ScenarioEntry(scenario, share + (i < rest), designs[i] if designs else None)
        for i, scenario in enumerate(scenarios)
    )
    versions = {s.world: load("worlds", s.world).version for s in scenarios}
    return Recipe(entries, seed, strategy, PROFILES[profile], versions)
