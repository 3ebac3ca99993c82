"""Drawing scenes until one can be used, and telling how many could not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from scenewright.errors import Problem, ScenewrightError
from scenewright.physics.body import RigidScene
from scenewright.physics.settle import Limits, Settled, settle

__all__ = ["Tally", "settle_or_resample"]


@dataclass(frozen=True)
class Tally:
    """How many scenes were simulated for one that is used."""

    attempts: int
    unsettled: int
    interpenetrating: int


def settle_or_resample(
    draw: Callable[[int], RigidScene],
    limits: Limits = Limits(),
    *,
    tries: int = 8,
) -> tuple[Settled, Tally]:
    """The first scene `draw(0)`, `draw(1)`, ... that settles. Raises `ScenewrightError` when none does."""
    found: Counter[str] = Counter()
    for attempt in range(tries):
        settled = settle(draw(attempt), limits)
        if not settled.refused:
            return settled, Tally(attempt + 1, found["unsettled"], found["interpenetrating"])
        found[settled.refused] += 1
    raise ScenewrightError(
        Problem(
            expected=f"a scene that comes to rest within {limits.longest_s:g} s, no body deeper than "
            f"{limits.depth_m * 1e3:g} mm in another",
            found=", ".join(f"{count} {why}" for why, count in found.items()) + f" of {tries}",
            fix="drop fewer bodies, or give them more room",
        )
    )
