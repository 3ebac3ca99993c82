"""Derived parameters and constraints of a scenario document, all problems reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scenewright.documents import Checked, Source
from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.scenario.model import ScenarioModel
from scenewright.scenario.spec import ParameterSpec

__all__ = ["read_expressions"]


def read_expressions(
    model: ScenarioModel,
    checked: Checked[ScenarioModel],
    specs: Mapping[str, ParameterSpec] | None,
    problems: list[Problem],
) -> tuple[dict[str, Expression], tuple[Expression, ...]]:
    """Derived parameters and constraints, as far as they can be parsed and know their names."""
    source = checked.source
    problems += _bad_names(model, source, list(specs or ()))
    words = {value for spec in (specs or {}).values() for value in spec.values}

    def parsed(text: str, path: tuple[str | int, ...], known: Sequence[str] | None) -> Expression | None:
        try:
            file, line = source.place(path)
            expression = Expression.parse(text, file=file, line=line, field=".".join(map(str, path)))
        except InputError as error:
            problems.extend(error.problems)
            return None
        unknown = expression.unknown(known) if known is not None else ()
        for name in unknown:
            lower = {other.lower(): other for other in known or ()}
            fix = nearest(lower.get(name.lower(), name), list(known or ()))
            if name in words:
                fix = f"write text in single quotes: '{name}'"
            elif name in model.derived:
                fix = f"write the expression of '{name}' out: derived values see parameters only"
            found = f"'{name}' in '{text}'"
            problems.append(source.problem(path, expected="names of parameters", found=found, fix=fix))
        return None if unknown else expression

    names = None if specs is None else list(specs)
    derived = {n: parsed(text, ("derived", n), names) for n, text in sorted(model.derived.items())}
    known = None if names is None or "derived" in checked.bad else [*names, *derived]
    constraints = [parsed(text, ("constraints", i), known) for i, text in enumerate(model.constraints)]
    return {n: e for n, e in derived.items() if e is not None}, tuple(e for e in constraints if e is not None)


def _bad_names(model: ScenarioModel, source: Source, parameters: Sequence[str]) -> list[Problem]:
    """Names of derived parameters that expressions could not tell apart or not write."""
    problems = []
    # SQL does not tell upper from lower case.
    taken = {name.lower(): name for name in parameters}
    for name in model.derived:
        path, found = ("derived", name), f"'{name}'"
        if name.lower() in taken:
            expected, fix = "a name of its own, upper and lower case aside", f"rename it: {name}_derived"
            found += f" beside '{taken[name.lower()]}'"
            problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        elif not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name):
            fix = "rename it: " + (re.sub("[^A-Za-z0-9]+", "_", name).strip("_") or "value")
            expected = "a name of letters, digits and _"
            problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        taken[name.lower()] = name
    return problems
