"""Whether a scenario can be drawn: its derived values exist and some draws meet its constraints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.documents import Source
from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.randomness import Streams
from scenewright.scenario.columns import unconstrained
from scenewright.scenario.document import Scenario

__all__ = ["infeasibilities"]

DRAWS = 1000


def infeasibilities(scenario: Scenario, source: Source) -> list[Problem]:
    """What makes the scenario impossible, judged by a thousand draws that are always the same."""
    if not scenario.constraints and not scenario.derived:
        return []
    streams = Streams("acceptance", scenario.name)
    points = streams.generator("points").random((DRAWS, len(scenario.parameters)))
    columns: dict[str, Any] = {
        name: column.tolist() for name, column in unconstrained(replace(scenario, derived={}), points).items()
    }
    parameters = pa.table(columns)
    problems: list[Problem] = []
    for name, expression in scenario.derived.items():
        values = _evaluated(expression, parameters, source, ("derived", name), problems)
        if values is not None and not _refused(expression, values, source, name, problems):
            columns[name] = values
    rows, met = pa.table(columns), np.ones(DRAWS, dtype=bool)
    for i, constraint in enumerate(scenario.constraints):
        if not constraint.unknown(rows.column_names):
            met &= _met(constraint, rows, source, ("constraints", i), problems)
    if not problems and not met.any():
        fix = "widen the parameters that they name, or take one out"
        expected = "constraints that some samples meet together"
        found = f"each can be met, but all at once by none of {DRAWS} draws"
        problems.append(source.problem(("constraints",), expected=expected, found=found, fix=fix))
    return problems


def _evaluated(
    expression: Expression,
    rows: pa.Table,
    source: Source,
    path: tuple[str | int, ...],
    problems: list[Problem],
) -> pa.Array | None:
    try:
        return expression.evaluate(rows)
    except InputError as error:
        for p in error.problems:
            problems.append(source.problem(path, expected=p.expected, found=p.found, fix=p.fix))
        return None


def _refused(
    expression: Expression, values: pa.Array, source: Source, name: str, problems: list[Problem]
) -> bool:
    """Whether derived values are of another type than parameters, or missing or infinite for some draws."""
    kinds = (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string)
    where, expected = ("derived", name), "a finite number, text or true/false for every sample"
    if not any(is_kind(values.type) for is_kind in kinds):
        found, fix = f"'{expression.text}' gives {values.type}", "compute a number, text or true/false"
    elif values.null_count:
        found, fix = f"'{expression.text}' gives nothing for some draws", "add an else, or coalesce(..., 0)"
    elif pa.types.is_floating(values.type) and not np.isfinite(values.to_numpy()).all():
        found = f"'{expression.text}' is infinite or undefined for some draws"
        fix = "guard it: 'case when ... then ... else ... end'"
    else:
        return False
    problems.append(source.problem(where, expected=expected, found=found, fix=fix))
    return True


def _met(
    constraint: Expression,
    rows: pa.Table,
    source: Source,
    path: tuple[str | int, ...],
    problems: list[Problem],
) -> NDArray[np.bool_]:
    """Which draws meet the constraint, shape (n,); all of them after a problem was reported."""
    everything = np.ones(rows.num_rows, dtype=bool)
    values = _evaluated(constraint, rows, source, path, problems)
    if values is None:
        return everything
    if not pa.types.is_boolean(values.type):
        found, expected = (
            f"'{constraint.text}' gives {_KINDS.get(str(values.type), values.type)}",
            "a condition (true or false)",
        )
        fix = "compare it with something, e.g. '... > 0'"
        problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        return everything
    met = np.array([bool(value) for value in values.to_pylist()])
    if not met.any():
        expected, fix = "a constraint that some samples meet", "widen the parameters that it names"
        found = f"'{constraint.text}': none of {DRAWS} draws meets it"
        problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        return everything
    return met


_KINDS = {"string": "text", "double": "numbers", "int64": "numbers", "int32": "numbers", "float": "numbers"}
