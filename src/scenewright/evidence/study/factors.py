"""What coverage is measured over: attributes of an ODD, or a world's parameters cut by the base scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from scenewright.evidence.coverage.counting import Codes
from scenewright.evidence.coverage.factors import Factor, assign, factors_of, flat_rows
from scenewright.evidence.study.plan import Study
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.scenario import Scenario, draw_many
from scenewright.scenario.odd import Bucket

__all__ = ["codes_of", "study_factors"]

_DRAWS = 4096


def study_factors(study: Study) -> tuple[Factor, ...]:
    """The ODD's attributes or, without one, the chosen parameters of the base scenario's world."""
    if study.odd is not None:
        return factors_of(study.odd)
    scenario, chosen = study.variants[0].scenario, study.document.coverage.parameters
    names = chosen or [spec.name for spec in load("worlds", scenario.world).parameters]
    return parameter_factors(scenario, names, study.document.coverage.buckets)


def parameter_factors(scenario: Scenario, names: Sequence[str], buckets: int) -> tuple[Factor, ...]:
    """One factor a parameter; its exposure is its share in the scenario.

    A value that has a share of its own of at least half a bucket's is a bucket, as each category is; the
    rest is cut into buckets of equal shares, the outer ones open. By 4,096 draws.
    """
    drawn = draw_many(scenario, root=digest(["factors"]), strategy="sobol", indices=range(_DRAWS))
    units = {spec.name: spec.unit for spec in load("worlds", scenario.world).parameters}
    factors = []
    for name in names:
        values = [one.sample[name] for one in drawn]
        made, shares = _cut(values, buckets)
        factors.append(Factor(name, f'"{name}"', False, units[name], made, shares))
    return tuple(factors)


def _cut(values: Sequence[Any], buckets: int) -> tuple[tuple[Bucket, ...], tuple[float, ...]]:
    names, counts = np.unique(np.array(values), return_counts=True)
    plain = isinstance(values[0], int | float) and not isinstance(values[0], bool)
    own = np.ones(len(names), bool) if not plain else counts >= len(values) / (2 * buckets)
    alone = [(name.item(), int(n)) for name, n in zip(names[own], counts[own], strict=True)]
    made = [Bucket(label=str(name), values=(name,)) for name, _ in alone]
    shares = [n / len(values) for _, n in alone]
    rest = np.repeat(names[~own], counts[~own])
    if rest.size:
        edges = np.unique(np.quantile(rest, np.arange(1, buckets) / buckets)).tolist()
        places = np.searchsorted(edges, rest, side="right")
        ends = list(zip([None, *edges], [*edges, None], strict=True))
        made += [Bucket(label=_label(low, high), low=low, high=high) for low, high in ends]
        shares += (np.bincount(places, minlength=len(ends)) / len(values)).tolist()
    return tuple(made), tuple(shares)


def _label(low: float | None, high: float | None) -> str:
    if low is None:
        return f"below {high:g}"
    return f"from {low:g}" if high is None else f"{low:g} to {high:g}"


def codes_of(factors: Sequence[Factor], index: pa.Table) -> Codes:
    """Bucket of every frame of a dataset's index in every factor, -1 outside, shape (frames, factors)."""
    rows = {realised: flat_rows(index, "measured" if realised else "sample") for realised in (False, True)}
    return np.stack([assign(factor, rows[factor.realised])[0] for factor in factors], axis=1)
