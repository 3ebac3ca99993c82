"""Drawing scenes until one can be used, and telling how many could not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from scenewright.errors import Problem, ScenewrightError
from scenewright.physics.body import RigidScene
from scenewright.physics.rest import Rest, Tally, start_digest
from scenewright.physics.settle import Limits, settle

__all__ = ["settle_or_resample"]


def settle_or_resample(
    draw: Callable[[int], RigidScene],
    limits: Limits = Limits(),
    *,
    tries: int = 8,
    kept: Mapping[str, Any] | None = None,
) -> Rest:
    """The first scene `draw(0)`, `draw(1)`, ... that settles. Raises `ScenewrightError` when none does.

    With `kept`, an earlier result as `Rest.to_json` gives it, nothing is simulated as long as the scene that
    it came from is still the same.
    """
    if kept is not None:
        rest = Rest.from_json(kept)
        if start_digest(draw(rest.tally.attempts - 1), limits) == rest.start:
            return rest
    found: Counter[str] = Counter()
    for attempt in range(tries):
        scene = draw(attempt)
        settled = settle(scene, limits)
        if not settled.refused:
            tally = Tally(attempt + 1, found["unsettled"], found["interpenetrating"])
            return Rest(start_digest(scene, limits), settled, tally)
        found[settled.refused] += 1
    raise ScenewrightError(
        Problem(
            expected=f"a scene that comes to rest within {limits.longest_s:g} s, no body deeper than "
            f"{limits.depth_m * 1e3:g} mm in another",
            found=", ".join(f"{count} {why}" for why, count in found.items()) + f" of {tries}",
            fix="drop fewer bodies, or give them more room",
        )
    )
