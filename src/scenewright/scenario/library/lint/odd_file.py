"""An `odd:` that leads nowhere, to a document that cannot be read, or to a domain of another world."""

from __future__ import annotations

from collections.abc import Iterator

from scenewright.documents import other_file
from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.scenario.library.lint.base import Rule, Subject
from scenewright.scenario.odd import load_odd
from scenewright.scenario.odd.fit import unit_problems

__all__ = ["RULE"]


def _check(subject: Subject) -> Iterator[Problem]:
    odd = subject.scenario.odd
    if odd is None:
        return
    path = subject.file.parent / odd
    if not path.is_file():
        fix = other_file(path) if path.parent.is_dir() else "check the path: it is relative to this file"
        found, expected = f"'{odd}', which is no file", "an operational design domain, relative to this file"
        yield subject.source.problem(("odd",), expected=expected, found=found, fix=fix)
        return
    try:
        loaded = load_odd(path)
    except InputError as error:
        first, more = error.problems[0], len(error.problems) - 1
        found = f"'{odd}': {first.field or 'the document'} should be {first.expected}, is {first.found}"
        found += f", and {more} more" if more else ""
        expected, fix = "a domain that can be read", f"correct {path}:{first.line or 1}"
        yield subject.source.problem(("odd",), expected=expected, found=found, fix=fix)
        return
    names = [*subject.scenario.parameters, *subject.scenario.derived]
    unknown = {
        attribute.name: missing
        for attribute in loaded.attributes
        if attribute.parameter and (missing := Expression.parse(attribute.parameter).unknown(names))
    }
    for attribute, missing in unknown.items():
        expected = f"a domain over parameters of the world '{subject.scenario.world}'"
        found = f"'{odd}', whose attribute '{attribute}' reads '{missing[0]}'"
        fix = "name the domain of this world, or derive that value"
        yield subject.source.problem(("odd",), expected=expected, found=found, fix=fix)
    units = {spec.name: spec.unit for spec in subject.world.parameters} if subject.world is not None else {}
    for problem in unit_problems(loaded, units, subject.scenario.world):
        expected, found = problem.expected, f"{problem.found} in '{odd}'"
        yield subject.source.problem(("odd",), expected=expected, found=found, fix=problem.fix)


RULE = Rule(
    id="odd-file", level="error", says="an `odd:` that leads nowhere or does not fit the world", check=_check
)
