"""`joint` and `correlations` of a scenario document: parameters that depend on each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field

from scenewright.documents import DocumentModel, Finding, Number, refusal, shown
from scenewright.errors import nearest
from scenewright.scenario.copula import (
    LEAST_EIGENVALUE,
    Correlation,
    nearest_spearman,
    score_matrix,
    tied_groups,
)
from scenewright.scenario.distributions import Distribution, Path, Report, parse_distribution
from scenewright.scenario.distributions.joint import JointColumn, JointTable
from scenewright.scenario.distributions.monotone import is_continuous_inverse
from scenewright.scenario.distributions.reading import is_number
from scenewright.scenario.fit import SpecDomain
from scenewright.scenario.spec import ParameterSpec

__all__ = ["CorrelationModel", "JointModel", "joint_columns", "joint_fragments", "read_correlations"]

_WEIGHT = "weight"
Specs = Mapping[str, ParameterSpec]


def _rank(value: float) -> float:
    if -1 < value < 1:
        return value
    fix = "make one parameter derived from the other" if abs(value) == 1 else "write e.g. 0.6"
    raise refusal([Finding("a rank correlation between -1 and 1", shown(value), fix=fix)])


class JointModel(DocumentModel):
    """One of several rows, by weight; a row has a distribution or value for each parameter."""

    parameters: Annotated[list[str], Field(min_length=2)]
    """In the order in which they are drawn."""
    table: Annotated[list[dict[str, Any]], Field(min_length=1)]
    """Rows: parameter -> distribution, and `weight`."""


class CorrelationModel(DocumentModel):
    """Two parameters whose values rise together, or against each other."""

    parameters: Annotated[list[str], Field(min_length=2, max_length=2)]
    spearman: Annotated[Number, AfterValidator(_rank)]
    """Rank correlation."""


def joint_fragments(joint: Sequence[JointModel]) -> Iterator[tuple[Path, Any]]:
    """Every distribution of the tables in document form, and its path."""
    for i, model in enumerate(joint):
        for r, row in enumerate(model.table):
            yield from (
                (("joint", i, "table", r, name), row[name]) for name in model.parameters if name in row
            )


def joint_columns(
    joint: Sequence[JointModel], alone: Sequence[str], specs: Specs | None, report: Report
) -> dict[str, JointColumn]:
    """The parameters of all tables; without those of tables in which a problem was reported.

    `alone` are the parameters that have a distribution of their own.
    """
    found: dict[str, JointColumn] = {}
    taken: dict[str, int] = {}
    for i, model in enumerate(joint):
        good = [
            _named(name, ("joint", i, "parameters", j), model, alone, taken, specs, report)
            for j, name in enumerate(model.parameters)
        ]
        taken |= dict.fromkeys(model.parameters, i)
        rows = [
            _row(row, ("joint", i, "table", r), model, specs, report) for r, row in enumerate(model.table)
        ]
        kept = [row for row in rows if row is not None]
        if not math.isfinite(sum(weight for weight, _ in kept)):
            path, found_weights = ("joint", i, "table"), shown([weight for weight, _ in kept])
            report(path, expected="weights with a finite sum", found=found_weights, fix="scale them down")
            continue
        if all(good) and len(kept) == len(rows):
            weights, parts = zip(*kept, strict=True)
            table = JointTable(tuple(model.parameters), weights, parts)
            found |= {name: JointColumn(table, k) for k, name in enumerate(model.parameters)}
    return found


def _named(
    name: str,
    path: Path,
    model: JointModel,
    alone: Sequence[str],
    taken: Mapping[str, int],
    specs: Specs | None,
    report: Report,
) -> bool:
    """Whether a parameter may stand in the list at the end of `path`."""
    if specs is not None and name not in specs:
        report(path, expected="a parameter of the world", found=f"'{name}'", fix=nearest(name, list(specs)))
    elif name in model.parameters[: int(path[-1])]:
        report(path, expected="distinct parameters", found=f"'{name}' twice", fix="remove one of them")
    elif name in taken:
        fix = "make one table of both, or remove it from one"
        report(
            path, expected="a parameter of one table", found=f"'{name}' in joint.{taken[name]} too", fix=fix
        )
    elif name in alone:
        fix = f"remove 'parameters.{name}', or take it out of the table"
        report(
            path, expected="a parameter of the table alone", found=f"'{name}' in 'parameters' too", fix=fix
        )
    else:
        return True
    return False


def _row(
    row: dict[str, Any], path: Path, model: JointModel, specs: Specs | None, report: Report
) -> tuple[float, tuple[Distribution, ...]] | None:
    weight = row.get(_WEIGHT)
    good = is_number(weight) and weight is not None and weight > 0
    if not good:
        fix = "give its share, e.g. 'weight: 0.5'; leave the row out for never"
        report((*path, _WEIGHT), expected="a finite weight above 0", found=shown(weight), fix=fix)
    for key in [key for key in row if key not in (*model.parameters, _WEIGHT)]:
        expected = ", ".join((*model.parameters, _WEIGHT))
        fix = nearest(str(key), [name for name in model.parameters if name not in row] or [_WEIGHT])
        report((*path, key), expected=expected, found=f"'{key}'", fix=fix)
        good = False
    parts = []
    for name in model.parameters:
        spec = (specs or {}).get(name)
        if name not in row:
            fix = f"add '{name}: ...' to the row"
            report((*path, name), expected=f"a distribution of {name}", found="nothing", fix=fix)
        elif specs is None or spec is not None:
            domain = None if spec is None else SpecDomain(spec)
            parts.append(parse_distribution(row[name], (*path, name), report, domain))
    kept = tuple(part for part in parts if part is not None)
    return (float(weight or 0), kept) if good and len(kept) == len(model.parameters) else None


def read_correlations(
    models: Sequence[CorrelationModel],
    parameters: Mapping[str, Distribution],
    specs: Specs,
    report: Report,
) -> tuple[Correlation, ...]:
    """Sorted; none after a problem was reported. `parameters` holds those that could be read."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    bad = False
    for i, model in enumerate(models):
        path: Path = ("correlations", i, "parameters")
        good = [
            _correlatable(name, (*path, j), parameters, specs, report)
            for j, name in enumerate(model.parameters)
        ]
        first, second = sorted(model.parameters)
        if first == second:
            report(path, expected="two parameters", found=f"'{first}' twice", fix="name another one")
        elif (first, second) in found:
            told = f"{first} and {second} in correlations.{found[first, second][0]} too"
            report(path, expected="each pair once", found=told, fix="remove one of them")
        elif all(good):
            found[first, second] = i, model.spearman
            continue
        bad = True
    if bad:
        return ()
    read = tuple(Correlation(pair, spearman) for pair, (_, spearman) in sorted(found.items()))
    places = {pair: i for pair, (i, _) in found.items()}
    checked = [_may_be_tied(group, read, places, parameters, report) for group in tied_groups(read)]
    return read if all(checked) else ()


def _correlatable(
    name: str, path: Path, parameters: Mapping[str, Distribution], specs: Specs, report: Report
) -> bool:
    expected, spec = "a number with a continuous distribution", specs.get(name)
    if spec is None:
        expected, fix = "a parameter of the world", nearest(name, list(specs))
        report(path, expected=expected, found=f"'{name}'", fix=fix)
    elif spec.kind != "number":
        fix = "tie it by a joint table, or by 'given'"
        report(path, expected=expected, found=f"'{name}', of kind {spec.kind}", fix=fix)
    elif name not in parameters:
        return True  # Its own problem was reported.
    elif isinstance(parameters[name], JointColumn):
        fix = "say how they depend in the table"
        report(path, expected=expected, found=f"'{name}', of a joint table", fix=fix)
    elif not is_continuous_inverse(parameters[name]):
        mixed = "a mixture whose parts overlap, or with single values"
        what = mixed if parameters[name].values() is None else "single values"
        fix = "give it a range, or tie it by a joint table"
        report(path, expected=expected, found=f"'{name}' of {what}", fix=fix)
    else:
        return True
    return False


def _may_be_tied(
    group: tuple[str, ...],
    correlations: Sequence[Correlation],
    places: Mapping[tuple[str, str], int],
    parameters: Mapping[str, Distribution],
    report: Report,
) -> bool:
    """Whether no parameter of the group is `given` another, and their correlations can hold together."""
    own = [pair for pair in places if set(pair) <= set(group)]
    path: Path = ("correlations", min(places[pair] for pair in own))
    for name in group:
        if above := sorted(_ancestors(name, parameters) & set(group)):
            expected = "correlated parameters that are not also 'given' each other"
            found = f"'{name}' depends on '{above[0]}' by a condition"
            fix = "keep the correlation or the condition"
            report((*path, "parameters"), expected=expected, found=found, fix=fix)
            return False
    if np.linalg.eigvalsh(score_matrix(group, correlations))[0] >= LEAST_EIGENVALUE:
        return True
    told = {correlation.parameters: correlation.spearman for correlation in correlations}
    near = nearest_spearman(group, correlations)
    found = ", ".join(f"{a} - {b} {told.get((a, b), 0):g}" for a, b in near)
    fix = "the nearest that can: " + ", ".join(f"{a} - {b} {r:g}" for (a, b), r in near.items())
    report((*path, "spearman"), expected="correlations that can hold together", found=found, fix=fix)
    return False


def _ancestors(name: str, parameters: Mapping[str, Distribution]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        above = parameters[current].depends_on if current in parameters else ()
        waiting += [other for other in above if other not in found]
        found |= set(above)
    return found
