"""Samples of a design with what they were drawn for and how often the machine meets them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scenewright.scenario.document import Scenario
from scenewright.scenario.sampling import Drawn, draw_columns
from scenewright.scenario.strategies.design import Design
from scenewright.scenario.strategies.target import target_log_density

__all__ = ["draw_samples"]


def draw_samples(scenario: Scenario, design: Design, root: str, indices: Sequence[int]) -> list[Drawn]:
    """Samples of several indices, at least one; each depends on its own index only. Raises `InputError`."""
    draws = draw_columns(scenario, root=root, strategy=design, indices=indices)
    drawn = draws.rows()
    if not design.in_cells or design.domain is None:
        return drawn
    components = design.components(np.asarray(indices, np.int64))
    drawn = [replace(one, component=name) for one, name in zip(drawn, components, strict=True)]
    if design.exposure_is != "domain":
        return drawn
    target = target_log_density(scenario, design.domain, draws.columns, draws.log_density).tolist()
    return [
        # A row may be one that the machine never meets: files hold no infinity.
        replace(one, log_target_density=value if math.isfinite(value) else None)
        for one, value in zip(drawn, target, strict=True)
    ]
