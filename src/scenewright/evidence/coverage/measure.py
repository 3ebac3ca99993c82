"""Coverage of a dataset against an operational design domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pyarrow as pa

from scenewright.errors import InputError, Problem
from scenewright.evidence.coverage.applicability import where_inapplicable
from scenewright.evidence.coverage.attribute import attribute_coverage
from scenewright.evidence.coverage.cells import cells_of, mean_weighted
from scenewright.evidence.coverage.combinations import combinations_of, coverage
from scenewright.evidence.coverage.comparison import Comparison, compare_codes
from scenewright.evidence.coverage.counting import Codes, count_tables
from scenewright.evidence.coverage.factors import (
    Assigned,
    Factor,
    assign_all,
    factors_of,
    flat_tables,
    without,
)
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.evidence.coverage.holes import ranked_holes
from scenewright.evidence.coverage.real_evidence import RealTable, measure_real
from scenewright.evidence.coverage.realisation import compare_realised
from scenewright.evidence.coverage.report import CoverageReport, CoverageView
from scenewright.evidence.coverage.tway import METHOD, accumulate, measure_tway, telling_crosses
from scenewright.evidence.coverage.unseen import Draws, estimate_unseen, independent_draws, once_each
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
    default 3 where that many are affordable. `against` are datasets to compare with, `real` is a table of
    values measured in real data. Raises `InputError` for a table that no attribute reads, a dataset that is
    named twice, and a domain in other units than the world's.
    """
    members = _members(datasets)
    recipes = [m.manifest.recipe if isinstance(m.manifest.recipe, dict) else {} for m in members]
    if problems := [*_twice(members), *_units(recipes, odd)]:
        raise InputError(problems)
    strategies = {str(recipe.get("strategy", "")) for recipe in recipes}
    strategy = strategies.pop() if len(strategies) == 1 else "mixed"
    draws = _draws(members, recipes, strategy)
    sides = _sides(members, odd)
    t = affordable_t([side.factors for side in sides]) if t is None else t
    views = [
        _view(
            side,
            odd,
            t=t,
            minimum=minimum_frames,
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


def _draws(members: Sequence[Any], recipes: Sequence[dict[str, Any]], strategy: str) -> Draws:
    """A distribution is a scenario as it stands, not its name, and the domain that it was drawn by."""
    indices = [m.index for m in members]
    names = [[*m.index.column("scenario").unique().to_pylist()] for m in members]
    sources: list[str] = []
    every: set[tuple[str, str]] = set()
    for recipe, found in zip(recipes, names, strict=True):
        entries = recipe.get("scenarios", [])
        digests = [str(e["digest"]) for e in entries] if all("digest" in e for e in entries) else found
        designs = [e.get("design") or {} for e in entries] or [{}]
        domains = [str(d.get("domain")) if d.get("exposure_is") == "domain" else "" for d in designs]
        every |= {(digest, domain) for digest in digests for domain in domains}
        sources.append(f"{recipe.get('seed')} {' '.join(digests)}")
    return once_each(independent_draws(indices, strategy, len(every)), indices, sources)


def _name(members: Sequence[Any]) -> str:
    return " + ".join(str(m.manifest.name) for m in members)


def _parts(members: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(m.manifest.name), str(m.manifest.merkle_root)) for m in members)


def _twice(members: Sequence[Any]) -> list[Problem]:
    """A frame that counts twice is no second frame: intervals would vanish."""
    roots = [str(member.manifest.merkle_root) for member in members]
    problems = []
    for number, root in enumerate(roots):
        if root in roots[:number]:
            first, again = members[roots.index(root)].folder, members[number].folder
            found, fix = f"the frames of {first} again", "name each dataset once"
            problems.append(Problem(expected="datasets that differ", found=found, file=str(again), fix=fix))
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
    asked = tuple(f for f in factors if not f.realised)
    seen = tuple(f for f in factors if f.realised)
    samples = [table for m in members for table in flat_tables(m.index, "sample")]
    measured = [table for m in members for table in flat_tables(m.index, "measured")]
    first, second = assign_all(asked, samples), assign_all(seen, measured)
    if not any(a.valid for a in odd.attributes):
        return _Side("requested", asked, first), _Side("realised", seen, second)
    both = [
        pa.table(dict(zip([*b.column_names, *a.column_names], [*b.columns, *a.columns], strict=True)))
        for a, b in zip(samples, measured, strict=True)
    ]
    codes = np.hstack([first.codes, second.codes])
    rows = where_inapplicable(odd, (*asked, *seen), codes, both)
    apart = len(asked)
    first = without(first, asked, samples, {a: r for a, r in rows.items() if a < apart})
    second = without(second, seen, measured, {a - apart: r for a, r in rows.items() if a >= apart})
    return _Side("requested", asked, first), _Side("realised", seen, second)


def _beside(sides: Sequence[_Side]) -> Codes:
    return np.hstack([side.assigned.codes for side in sides])


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


def _view(side: _Side, odd: Any, *, t: int, minimum: int, draws: Draws) -> CoverageView:
    factors, codes = side.factors, side.assigned.codes
    sizes, infeasible = [len(f.buckets) for f in factors], odd.infeasible
    t = min(t, len(factors))
    tables = count_tables(codes, sizes, t) if t else {}
    allowed = {i: feasible_cells(factors, i, infeasible, odd.inapplicable) for i in range(1, t + 1)}
    cells = {i: cells_of(combinations_of(tables, i, allowed[i]), factors, odd) for i in range(1, t + 1)}
    tway = tuple(measure_tway(i, cells[i], codes, minimum) for i in cells)
    # Pairs are always told: old readers of the report expect them.
    pairs = cells.get(2)
    if pairs is None and len(factors) > 1:
        second = count_tables(codes, sizes, 2)
        pairs = cells_of(
            combinations_of(second, 2, feasible_cells(factors, 2, infeasible, odd.inapplicable)),
            factors,
            odd,
        )
    items = [c.combination for c in pairs or ()]
    feasible = sum(int(item.feasible.sum()) for item in items)
    holes, hole_count = ranked_holes([c for i in cells for c in cells[i]], factors, minimum, _HOLES)
    by_t = {found.t: found for found in tway}
    return CoverageView(
        attributes=tuple(
            attribute_coverage(
                f,
                item,
                len(codes),
                minimum,
                unknown=side.assigned.unknown[a],
                inapplicable=int(np.sum(side.assigned.inapplicable.get(a, 0))),
            )
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
        unseen=estimate_unseen(*side.assigned.whole(sizes), draws),
        hole_count=hole_count,
        coverage_3=by_t[3].coverage if 3 in by_t else None,
        coverage_4=by_t[4].coverage if 4 in by_t else None,
        exposure_weighted_3=by_t[3].exposure_weighted if 3 in by_t else None,
        exposure_weighted_4=by_t[4].exposure_weighted if 4 in by_t else None,
        tway=tway,
        crosses=telling_crosses(pairs or (), factors, _CROSSES),
        accumulation=accumulate(codes, sizes, cells, minimum) if t else (),
    )
