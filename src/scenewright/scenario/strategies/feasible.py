"""Buckets that never come together, found by trying to draw them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pyarrow as pa

from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.randomness import Streams
from scenewright.scenario.columns import parameters_of
from scenewright.scenario.connected import connected
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.domain import Domain, Forbidden
from scenewright.scenario.domain.within import Within
from scenewright.scenario.sampling import attempt
from scenewright.scenario.strategies.random import RandomPoints

__all__ = ["with_forbidden"]

TRIES = 512
"""Buckets that come together in one of a hundred draws are missed once in 170 times."""
_MOST_CELLS, _MOST_LISTED = 20_000, 1_000_000
_LEAST_POSSIBLE = 1 << 16


def with_forbidden(domain: Domain, scenario: Scenario, infeasible: Sequence[str] = ()) -> Domain:
    """`domain` with the buckets that `scenario` never makes together, alone or among those tied to each
    other.

    Attributes are tied by a constraint that reads both, or by a parameter that decides both. Buckets are
    tried with the other parameters free, 512 draws each. `infeasible` are expressions over attributes and the
    labels of their buckets that never hold. Raises `InputError` when hardly a cell is left.
    """
    found = _declared(domain, infeasible)
    for members in _tied(domain, scenario):
        for buckets in product(*(range(domain.sizes[a]) for a in members)):
            pairs: Forbidden = tuple(zip(members, buckets, strict=True))
            if not any(set(known) <= set(pairs) for known in found) and not _drawn(domain, scenario, pairs):
                found.append(pairs)
    if not found:
        return domain
    forbidding = replace(domain, forbidden=tuple(found))
    possible = _possible(forbidding)
    if possible < 1 / _LEAST_POSSIBLE:
        # Cells are drawn until one is allowed.
        expected = "conditions that the machine meets and the scenario makes"
        none = f"fewer than one of {_LEAST_POSSIBLE:,} cells"
        fix = "widen the scenario's parameters or constraints, or name another ODD"
        raise InputError(Problem(expected=expected, found=none, file=domain.odd, field="--odd", fix=fix))
    return replace(forbidding, possible=possible)


def _possible(domain: Domain) -> float:
    """Probability of the cells without forbidden buckets: exact, or of 65,536 cells where too many hang
    together to be listed."""
    group_of = {a: number for number, group in enumerate(domain.groups) for a in group.members}
    found = 1.0
    for tied in connected({group_of[a] for a, _ in buckets} for buckets in domain.forbidden):
        members = [a for number in sorted(tied) for a in domain.groups[number].members]
        if math.prod(domain.sizes[a] for a in members) > _MOST_LISTED:
            points = Streams("possible", domain.odd_digest).generator("cells")
            return float(
                domain.allowed(domain.cells(points.random((_LEAST_POSSIBLE, len(domain.groups))))).mean()
            )
        found *= float(domain.allowed_marginal(members).sum())
    return found


def _declared(domain: Domain, infeasible: Sequence[str]) -> list[Forbidden]:
    """Of rules all of whose attributes are in the domain."""
    names = [attribute.name for attribute in domain.attributes]
    found: list[Forbidden] = []
    for text in infeasible:
        rule = Expression.parse(text, field="infeasible")
        if rule.unknown(names):
            continue
        members = [names.index(name) for name in rule.columns]
        sizes = [domain.sizes[a] for a in members]
        if (count := math.prod(sizes)) > _MOST_LISTED:
            expected, fix = f"a rule over at most {_MOST_LISTED:,} crossed buckets", "split it into several"
            told = Problem(
                expected=expected,
                found=f"{count:,} in '{text}'",
                file=domain.odd,
                field="infeasible",
                fix=fix,
            )
            raise InputError(told)
        cells = np.stack(np.unravel_index(np.arange(count), sizes), axis=1)
        labels = [np.array(domain.attributes[a].labels, object) for a in members]
        columns = {names[a]: labels[k][cells[:, k]] for k, a in enumerate(members)}
        held = np.array([bool(value) for value in rule.evaluate(pa.table(columns)).to_pylist()])
        found += [tuple(zip(members, cell, strict=True)) for cell in cells[held].tolist()]
    return found


def _tied(domain: Domain, scenario: Scenario) -> Iterator[tuple[int, ...]]:
    """Sets of attributes to try, small ones first."""
    reach = [set(parameters_of(scenario, a.parameters)) for a in domain.attributes]
    tied: set[tuple[int, ...]] = set()
    for constraint in scenario.constraints:
        read = set(parameters_of(scenario, constraint.columns))
        among = [
            n for n, attribute in enumerate(domain.attributes) if read.intersection(attribute.parameters)
        ]
        tied |= {some for size in range(1, min(len(among), 4) + 1) for some in combinations(among, size)}
    for a, b in combinations(range(len(domain.attributes)), 2):
        if reach[a] & reach[b]:
            tied.add((a, b))
    sizes = {some: int(np.prod([domain.sizes[a] for a in some])) for some in tied}
    yield from sorted(
        (some for some in tied if sizes[some] <= _MOST_CELLS), key=lambda some: (len(some), some)
    )


def _drawn(domain: Domain, scenario: Scenario, buckets: Forbidden) -> bool:
    """Whether one of the draws has these buckets."""
    some = tuple(a for a, _ in buckets)
    part = replace(domain, attributes=tuple(domain.attributes[a] for a in some), groups=(), forbidden=())
    codes = np.tile([b for _, b in buckets], (TRIES, 1))
    points = RandomPoints(Streams("feasible", scenario.name))
    return bool(attempt(scenario, points.column, np.arange(TRIES), Within(scenario, part), codes)[1].any())
