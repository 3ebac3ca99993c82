"""The seeds of a plan's trainings."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import AfterValidator

from scenewright.documents import Finding, refusal

__all__ = ["EXAMPLE", "Seeds", "distinct"]

_MIN, _MAX = 6, 16
EXAMPLE = tuple(str(i + 1) for i in range(_MIN))


def _enough(seeds: list[str]) -> list[str]:
    if not _MIN <= len(seeds) <= _MAX:
        expected = f"{_MIN} to {_MAX} seeds (with fewer than 6 no difference can reach p < 0.05)"
        fix = "write e.g. " + json.dumps(list(EXAMPLE))
        raise refusal([Finding(expected, str(len(seeds)), fix=fix)])
    return seeds


def distinct(entries: list[str]) -> list[str]:
    """The entries, each there once. Raises a refusal that names every second one."""
    twice = [(i, entry) for i, entry in enumerate(entries) if entry in entries[:i]]
    if twice:
        raise refusal([Finding("distinct entries", f"'{e}' twice", (i,), "remove one") for i, e in twice])
    return entries


Seeds = Annotated[list[str], AfterValidator(_enough), AfterValidator(distinct)]
