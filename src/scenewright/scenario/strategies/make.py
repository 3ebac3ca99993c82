"""From the name of a strategy and what it needs to a design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem, nearest
from scenewright.scenario.distributions.base import Column
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain import Domain, LeftOut, domain_of
from scenewright.scenario.odd import Odd
from scenewright.scenario.sampling import reached
from scenewright.scenario.strategies.adaptive import adaptive_rows
from scenewright.scenario.strategies.covering import covering_rows
from scenewright.scenario.strategies.design import SPREADS, STRATEGIES, Design
from scenewright.scenario.strategies.feasible import with_forbidden
from scenewright.scenario.strategies.targeted import targeted_design

__all__ = ["Made", "make_design"]


@dataclass(frozen=True)
class Made:
    """A design and what it could not do."""

    design: Design
    left_out: tuple[LeftOut, ...] = ()
    unreached: tuple[tuple[str, ...], ...] = ()
    """Cells that constraints leave empty, as labels."""
    needed: int = 0
    """Samples that show every combination, of `covering`."""


def make_design(
    strategy: str,
    scenario: Scenario,
    *,
    count: int,
    seed: str,
    odd: Odd | None = None,
    t: int = 2,
    share: float | None = None,
    region: str = "",
    existing: Mapping[str, Mapping[str, Column]] = MappingProxyType({}),
) -> Made:
    """The design of `count` samples of a scenario.

    `covering`, `adaptive` and `mixture` lack no combination of `t` buckets of `odd`, as far as `count`
    reaches, beyond what the samples of `existing` datasets have (name -> columns); `exposure` and the other
    part of a `mixture` draw cells as often as the machine meets them. `share` is the part of the samples that
    fills combinations or lies in `region` (default: all; half of a `mixture`). Raises `InputError`.
    """
    if problems := _problems(strategy, odd, region, share, t):
        raise InputError(problems)
    if strategy in SPREADS:
        return Made(Design(strategy, size=count if strategy == "lhs" else 0))
    if strategy == "targeted":
        return Made(targeted_design(scenario, region, share=1.0 if share is None else share))
    assert odd is not None
    domain, left = domain_of(odd, scenario)
    if not domain.attributes:
        expected, fix = "an attribute that the scenario's parameters decide", "name another ODD"
        raise InputError(Problem(expected=expected, found="none", file=odd.name, field="--odd", fix=fix))
    domain = with_forbidden(domain, scenario, odd.infeasible)
    if strategy == "exposure":
        return Made(Design(strategy, domain=domain, kind="exposure"), left)
    part = share if share is not None else 0.5 if strategy == "mixture" else 1.0
    codes = _codes(domain, existing)
    if strategy == "covering":
        rows = covering_rows(domain, t=t, seed=seed, existing=codes)
    else:
        rows = adaptive_rows(domain, t=t, count=int(np.ceil(part * count)), seed=seed, existing=codes)
    rows, unreached = _reachable(scenario, domain, rows)
    needed = len(rows) if strategy == "covering" else 0
    return Made(_design(strategy, domain, rows, part, count), left, unreached, needed)


def _design(strategy: str, domain: Domain, rows: NDArray[np.int64], part: float, count: int) -> Design:
    """Rows once each as far as they go; what `count` leaves is drawn by exposure."""
    used = rows[: int(np.ceil(part * count))]
    if not len(used):
        return Design(strategy, domain=domain, kind="exposure")
    by_exposure = 1 - len(used) / count
    if np.floor(count * by_exposure) < count - len(used):
        # Rounding would give a row a second sample.
        by_exposure = float(np.nextafter((count - len(used)) / count, 1))
    return Design(
        strategy,
        domain=domain,
        by_exposure=by_exposure,
        rows=tuple(tuple(row) for row in used.tolist()),
        row_probability=tuple(domain.probability(used).tolist()),
        kind="covering" if strategy == "covering" else "adaptive",
    )


def _reachable(
    scenario: Scenario, domain: Domain, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[tuple[str, ...], ...]]:
    if not len(rows):
        return rows, ()
    found = reached(scenario, domain, rows)
    lost = [
        tuple(a.labels[b] for a, b in zip(domain.attributes, row, strict=True))
        for row in rows[~found].tolist()
    ]
    return rows[found], tuple(lost)


def _codes(domain: Domain, existing: Mapping[str, Mapping[str, Column]]) -> NDArray[np.int64] | None:
    """Cells of the samples that are there, shape (n, attributes); None without any."""
    read = sorted({name for attribute in domain.attributes for name in attribute.parameters})
    problems = [
        Problem(
            expected="samples with the parameters that the ODD reads",
            found=f"none of {', '.join(missing)}",
            file=name,
            field="--existing",
            fix="name datasets of the same world",
        )
        for name, columns in existing.items()
        if (missing := [parameter for parameter in read if parameter not in columns])
    ]
    if problems:
        raise InputError(problems)
    return np.concatenate([domain.codes(c) for c in existing.values()]) if existing else None


def _problems(strategy: str, odd: Odd | None, region: str, share: float | None, t: int) -> list[Problem]:
    problems = []
    if strategy not in STRATEGIES:
        fix = nearest(strategy, list(STRATEGIES))
        problems.append(
            Problem(expected="a sampling strategy", found=f"'{strategy}'", field="--strategy", fix=fix)
        )
    elif strategy == "targeted" and not region.strip():
        fix = 'add e.g. --region "distance_m > 40", or --failure-mode FILE'
        problems.append(Problem(expected="a region to aim at", found="none", field="--region", fix=fix))
    elif strategy in ("adaptive", "covering", "exposure", "mixture") and odd is None:
        fix = "add --odd FILE, or name one in the scenario ('odd: ...')"
        problems.append(Problem(expected=f"an ODD for '{strategy}'", found="none", field="--odd", fix=fix))
    if share is not None and not 0 < share <= 1:
        problems.append(Problem(expected="a share above 0, at most 1", found=f"{share:g}", field="--share"))
    if not 1 <= t <= 4:
        problems.append(Problem(expected="combinations of 1 to 4 buckets", found=str(t), field="--t"))
    return problems
