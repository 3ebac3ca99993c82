"""Slices of real photos as conditions over what is measured in each."""

from __future__ import annotations

from collections.abc import Iterable

from scenewright.documents import Source
from scenewright.errors import InputError, nearest
from scenewright.expressions import Expression

__all__ = ["condition"]


def condition(text: str, path: tuple[str, ...], source: Source, properties: Iterable[str]) -> Expression:
    """A condition over the named properties of photos. Raises `InputError` with every problem found."""
    expression = Expression.parse(text, file=source.file, line=source.line(path), field=".".join(path))
    known = tuple(properties)
    if unknown := expression.unknown(known):
        expected = "measured properties of photos"
        raise InputError(
            source.problem(path, expected=expected, found=f"'{name}'", fix=nearest(name, known))
            for name in unknown
        )
    example = {name: "red" if name == "class" else 20.0 if name.endswith("_px") else 0.5 for name in known}
    try:
        value = expression.evaluate_one(example)
    except InputError as error:
        raise InputError(
            source.problem(path, expected=p.expected, found=p.found, fix=p.fix) for p in error.problems
        ) from None
    if not isinstance(value, bool | None):
        fix = "compare it with something, e.g. '... < 0.3'"
        raise InputError(
            source.problem(path, expected="a condition (true or false)", found=f"'{text}'", fix=fix)
        )
    return expression
