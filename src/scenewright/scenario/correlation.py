"""The correlations of a scenario: correlated points to draw from, and the density of what was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.copula import correlated, log_copula_density
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario

__all__ = ["apply_correlations", "copula_log_density", "correlated_coordinate"]

Numbers = NDArray[np.float64]


def apply_correlations(scenario: Scenario, names: Sequence[str], points: Numbers) -> tuple[Numbers, Numbers]:
    """Points of the unit cube, shape (n, len(names)), correlated by the scenario; their log density, (n,).

    `names` are the parameters of the columns, all of the scenario's. Without correlations, the points
    themselves.
    """
    total = np.zeros(len(points))
    if not scenario.copulas:
        return points, total
    found = points.copy()
    place = {name: i for i, name in enumerate(names)}
    for copula in scenario.copulas:
        columns = [place[name] for name in copula.names]
        found[:, columns] = correlated(points[:, columns], copula.cholesky)
        total += log_copula_density(found[:, columns], copula.cholesky)
    return found, total


def correlated_coordinate(scenario: Scenario, name: str, independent: Callable[[str], Numbers]) -> Numbers:
    """As `apply_correlations`, of one parameter alone: its coordinate, shape (n,).

    `independent` gives the coordinates of a parameter by its name, of the same points each time.
    """
    copula = next((copula for copula in scenario.copulas if name in copula.names), None)
    return independent(name) if copula is None else copula.coordinate(name, independent)


def copula_log_density(
    scenario: Scenario, columns: Mapping[str, Column], names: Sequence[str] | None = None
) -> Numbers:
    """Natural log of what correlations add to the density of values, shape (n,).

    The log density of a sample is this and the sum of the log densities of its parameters. With `names`,
    of what ties these to each other alone.
    """
    total = np.zeros(len(next(iter(columns.values()))))
    for whole in scenario.copulas:
        copula = whole if names is None else whole.among(names)
        if copula is None:
            continue
        levels = [scenario.parameters[name].cdf(columns[name], columns) for name in copula.names]
        total += log_copula_density(np.column_stack(levels), copula.cholesky)
    return total
