"""Coverage of a dataset against an operational design domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.evidence.coverage.attribute import attribute_coverage
from scenewright.evidence.coverage.cells import cells_of, mean_weighted
from scenewright.evidence.coverage.combinations import combinations_of, coverage
from scenewright.evidence.coverage.comparison import Comparison, compare_codes
from scenewright.evidence.coverage.counting import Codes, count_tables
from scenewright.evidence.coverage.factors import Assigned, Factor, assign_all, factors_of, flat_tables
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.evidence.coverage.holes import ranked_holes
from scenewright.evidence.coverage.real_evidence import RealTable, measure_real
from scenewright.evidence.coverage.realisation import compare_realised
from scenewright.evidence.coverage.report import CoverageReport, CoverageView
from scenewright.evidence.coverage.tway import METHOD, accumulate, measure_tway, telling_crosses
from scenewright.evidence.coverage.unseen import Draws, estimate_unseen, independent_draws
from scenewright.plugins import load, names
from scenewright.scenario.odd.fit import unit_problems

__all__ = ["MOST_T", "affordable_t", "compare_coverage", "measure_coverage"]

MOST_T = 4
_AFFORDABLE = 2_000_000
"""Cells that a report counts without being asked for so many."""
_HOLES, _CROSSES = 200, 6


@dataclass(frozen=True)
class _Side:
    """Requested or realised."""

    name: str
    factors: tuple[Factor, ...]
    assigned: Assigned


def measure_coverage(
    datasets: Any,
    odd: Any,
    *,
    minimum_frames: int = 1,
    t: int | None = None,
    against: Any = None,
    real: RealTable | None = None,
) -> CoverageReport:
    """Coverage of a `Dataset`, or of several taken together, against an `Odd`.

    A cell counts as covered from `minimum_frames` on. Cells are those of up to `t` attributes crossed, by
    default 3 where that many are affordable. Scenario constraints take tuples out only when there is one
    scenario. `against` are datasets to compare with, `real` is a table of values measured in real data.
    Raises `InputError` for a table that no attribute reads, a dataset that is named twice, and a domain in
    other units than the world's.
    """
    members = _members(datasets)
    recipes = [m.manifest.recipe if isinstance(m.manifest.recipe, dict) else {} for m in members]
    if problems := [*_twice(members), *_units(recipes, odd)]:
        raise InputError(problems)
    strategies = {str(recipe.get("strategy", "")) for recipe in recipes}
    strategy = strategies.pop() if len(strategies) == 1 else "mixed"
    scenarios = {s for m in members for s in m.index.column("scenario").unique().to_pylist()}
    draws = independent_draws([m.index for m in members], strategy, len(scenarios))
    sides = _sides(members, odd)
    t = affordable_t([side.factors for side in sides]) if t is None else t
    views = [
        _view(
            side,
            odd,
            t=t,
            minimum=minimum_frames,
            constraints=_constraints(recipes) if side.name == "requested" else (),
            draws=draws,
        )
        for side in sides
    ]
    asked, seen = sides
    every = (*asked.factors, *seen.factors)
    return CoverageReport(
        dataset=_name(members),
        parts=_parts(members),
        frames=sum(m.index.num_rows for m in members),
        odd=str(odd.name),
        odd_digest=str(odd.digest),
        strategy=strategy,
        minimum_frames=minimum_frames,
        requested=views[0],
        realised=views[1],
        interval_method=METHOD,
        realisation=compare_realised(asked.factors, asked.assigned, seen.factors, seen.assigned),
        real=None if real is None else measure_real(every, _beside(sides), real, odd, t=min(t, 2)),
        against=None if against is None else _compared(sides, _members(against), odd, min(t, 3)),
    )


def affordable_t(views: Sequence[Sequence[Factor]]) -> int:
    """3, or less where the cells of three attributes crossed are too many."""
    for t in (3, 2):
        sizes = [[len(f.buckets) for f in factors] for factors in views]
        means = [(sum(s) / len(s)) ** t * comb(len(s), t) for s in sizes if s]
        if sum(means) <= _AFFORDABLE:
            return t
    return 1


def compare_coverage(target: Any, source: Any, odd: Any, *, t: int = 2) -> dict[str, float | None]:
    """SDCC_t: what `target` shows and `source` does not, requested and realised apart.

    Each is a `Dataset` or several taken together.
    """
    found = _compared(_sides(_members(target), odd), _members(source), odd, t)
    missing = {d.view: d.missing_in_other for d in found.set_differences if d.t == t}
    return {name: missing.get(name) for name in ("requested", "realised")}


def _members(datasets: Any) -> list[Any]:
    return list(datasets) if isinstance(datasets, Sequence) else [datasets]


def _name(members: Sequence[Any]) -> str:
    return " + ".join(str(m.manifest.name) for m in members)


def _parts(members: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(m.manifest.name), str(m.manifest.merkle_root)) for m in members)


def _twice(members: Sequence[Any]) -> list[Problem]:
    """A frame that counts twice is no second frame: intervals would vanish."""
    seen: dict[str, str] = {}
    problems = []
    for member in members:
        root, file = str(member.manifest.merkle_root), str(member.folder)
        if root in seen:
            found, fix = f"the frames of {seen[root]} again", "name each dataset once"
            problems.append(Problem(expected="datasets that differ", found=found, file=file, fix=fix))
        seen[root] = file
    return problems


def _units(recipes: Sequence[dict[str, Any]], odd: Any) -> list[Problem]:
    entries = [entry.get("scenario", entry) for recipe in recipes for entry in recipe.get("scenarios", [])]
    worlds = sorted({str(entry.get("world", "")) for entry in entries} & set(names("worlds")))
    return [
        problem
        for world in worlds
        for problem in unit_problems(odd, {s.name: s.unit for s in load("worlds", world).parameters}, world)
    ]


def _sides(members: Sequence[Any], odd: Any) -> tuple[_Side, _Side]:
    factors = factors_of(odd)
    sides = []
    for name, column in (("requested", "sample"), ("realised", "measured")):
        own = tuple(f for f in factors if f.realised == (name == "realised"))
        tables = [table for m in members for table in flat_tables(m.index, column)]
        sides.append(_Side(name, own, assign_all(own, tables)))
    return sides[0], sides[1]


def _beside(sides: Sequence[_Side]) -> Codes:
    return np.hstack([side.assigned.codes for side in sides])


def _constraints(recipes: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    entries = [entry for recipe in recipes for entry in recipe.get("scenarios", [])]
    if len(entries) != 1:
        return ()
    document = entries[0].get("scenario", entries[0])
    return tuple(c for c in document.get("constraints", []) if isinstance(c, str))


def _compared(sides: Sequence[_Side], others: Sequence[Any], odd: Any, t: int) -> Comparison:
    pairs = zip(sides, _sides(others, odd), strict=True)
    found = [compare_codes(a.factors, a.assigned.codes, b.assigned.codes, view=a.name, t=t) for a, b in pairs]
    return Comparison(
        dataset=_name(others),
        parts=_parts(others),
        frames=sum(m.index.num_rows for m in others),
        set_differences=tuple(d for differences, _ in found for d in differences),
        attributes=tuple(d for _, attributes in found for d in attributes),
    )


def _view(
    side: _Side, odd: Any, *, t: int, minimum: int, constraints: Sequence[str], draws: Draws
) -> CoverageView:
    factors, codes = side.factors, side.assigned.codes
    sizes, infeasible = [len(f.buckets) for f in factors], odd.infeasible
    t = min(t, len(factors))
    tables = count_tables(codes, sizes, t) if t else {}
    allowed = {
        i: feasible_cells(factors, i, infeasible, constraints, odd.inapplicable) for i in range(1, t + 1)
    }
    cells = {i: cells_of(combinations_of(tables, i, allowed[i]), factors, odd) for i in range(1, t + 1)}
    tway = tuple(measure_tway(i, cells[i], codes, minimum) for i in cells)
    # Pairs are always told: old readers of the report expect them.
    pairs = cells.get(2)
    if pairs is None and len(factors) > 1:
        second = count_tables(codes, sizes, 2)
        pairs = cells_of(
            combinations_of(second, 2, feasible_cells(factors, 2, infeasible, constraints, odd.inapplicable)),
            factors,
            odd,
        )
    items = [c.combination for c in pairs or ()]
    feasible = sum(int(item.feasible.sum()) for item in items)
    holes, hole_count = ranked_holes([c for i in cells for c in cells[i]], factors, minimum, _HOLES)
    by_t = {found.t: found for found in tway}
    return CoverageView(
        attributes=tuple(
            attribute_coverage(f, item, len(codes), side.assigned.unknown[a], minimum)
            for a, (f, item) in enumerate(zip(factors, cells.get(1, ()), strict=True))
        ),
        coverage_1=by_t[1].coverage if 1 in by_t else None,
        coverage_2=coverage(items, minimum),
        exposure_weighted_1=by_t[1].exposure_weighted if 1 in by_t else None,
        exposure_weighted_2=mean_weighted(pairs or (), minimum),
        pairs_feasible=feasible,
        pairs_infeasible=sum(item.counts.size for item in items) - feasible,
        pairs_covered=sum(int(item.covered(minimum).sum()) for item in items),
        holes=holes,
        unseen=estimate_unseen(codes, sizes, draws),
        hole_count=hole_count,
        coverage_3=by_t[3].coverage if 3 in by_t else None,
        coverage_4=by_t[4].coverage if 4 in by_t else None,
        exposure_weighted_3=by_t[3].exposure_weighted if 3 in by_t else None,
        exposure_weighted_4=by_t[4].exposure_weighted if 4 in by_t else None,
        tway=tway,
        crosses=telling_crosses(pairs or (), factors, _CROSSES),
        accumulation=accumulate(codes, sizes, cells, minimum) if t else (),
    )
