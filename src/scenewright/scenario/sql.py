"""Expressions as fields of documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from scenewright.documents import Finding, refusal
from scenewright.errors import InputError
from scenewright.expressions import Expression

__all__ = ["Sql"]


def _parses(text: str) -> str:
    if not text:
        return text
    try:
        Expression.parse(text)
    except InputError as error:
        raise refusal([Finding(p.expected, p.found, fix=p.fix) for p in error.problems]) from None
    return text


Sql = Annotated[str, AfterValidator(_parses)]
"""Text of an expression that parses; empty for none."""
