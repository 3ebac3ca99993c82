"""Samples of one region, with the region's probability, so that they can be weighted back."""

from __future__ import annotations

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.randomness import Streams
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.within import Within
from scenewright.scenario.sampling import attempt
from scenewright.scenario.strategies.design import Design
from scenewright.scenario.strategies.random import RandomPoints
from scenewright.scenario.strategies.region import region_domain

__all__ = ["targeted_design"]

_DRAWS, _MOST = 1 << 18, 16
_PRECISE = 5e-4
"""Relative standard error at which no more is drawn: far below that of what datasets are used for."""


def targeted_design(scenario: Scenario, region: str, *, share: float = 1.0) -> Design:
    """`share` of the samples lie in `region`, the others are the scenario's as it is, drawn independently.

    Raises `InputError` for a region that the scenario does not reach.
    """
    domain = region_domain(region, scenario)
    row = (0,) * len(domain.attributes)
    within = Within(scenario, domain)
    probability, error = within.ceiling(row), 0.0
    if not within.exact:
        (inside, first), (outside, second) = _kept(scenario, within, row), _kept(scenario, None, row)
        probability, error = probability * inside / outside, float(np.hypot(first, second))
    return Design(
        "targeted",
        domain=domain,
        by_exposure=1 - share,
        exposure_is="scenario",
        rows=(row,),
        row_probability=(probability,),
        row_probability_error=error,
        kind="targeted",
    )


def _kept(scenario: Scenario, within: Within | None, row: tuple[int, ...]) -> tuple[float, float]:
    """Share of draws that are kept, of many that are always the same, and its relative standard error."""
    points = RandomPoints(Streams("acceptance of a region", scenario.name))
    codes, kept = np.tile(row, (_DRAWS, 1)), 0
    for block in range(1, _MOST + 1):
        indices = np.arange((block - 1) * _DRAWS, block * _DRAWS)
        kept += int(attempt(scenario, points.column, indices, within, codes)[1].sum())
        share = kept / (block * _DRAWS)
        error = np.sqrt((1 - share) / kept) if kept else np.inf
        if error < _PRECISE:
            break
    if not kept:
        expected, fix = "a region that some samples lie in", "widen the region"
        found = f"none of {_MOST * _DRAWS} draws of '{scenario.name}'"
        raise InputError(Problem(expected=expected, found=found, field="region", fix=fix))
    return share, float(error)
