"""Whether an attribute's term stands in the taxonomy and its unit is one of the term's."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from scenewright.documents import Finding
from scenewright.scenario.odd.taxonomy import TERMS, known_term

__all__ = ["OWN", "misspelled_as", "term_findings", "term_warnings"]

OWN = "x."
"""Terms that start so are somebody's own and are never checked."""
_ALIKE = 0.8
"""Similarity (difflib's ratio) from which one part of a term is taken for another, misspelled."""


def misspelled_as(term: str) -> str | None:
    """The known term that an unknown one means: all parts are its own but one, which looks much alike."""
    if not term or term.startswith(OWN) or known_term(term) is not None:
        return None
    parts = term.split(".")
    found: list[tuple[float, str]] = []
    for known in TERMS:
        others = known.split(".")
        differing = [(a, b) for a, b in zip(parts, others, strict=False) if a != b]
        if len(others) == len(parts) and len(differing) == 1:
            ratio = difflib.SequenceMatcher(None, *differing[0]).ratio()
            if ratio >= _ALIKE:
                found.append((ratio, known))
    return max(found)[1] if found else None


def term_findings(term: str, unit: str) -> list[Finding]:
    """A misspelled term; a unit that the term does not have."""
    if meant := misspelled_as(term):
        fix = f"did you mean '{meant}'? A term of your own starts with '{OWN}'"
        return [Finding("a term of ISO 34503", f"'{term}'", ("term",), fix)]
    known = known_term(term) if term else None
    if known is None or not known.units or not unit or unit in known.units:
        return []
    found, units = f"'{unit}'", ", ".join(known.units)
    return [Finding(f"a unit of {term}: {units}", found, ("unit",), _unit_fix(unit, known.units))]


def term_warnings(term: str, unit: str, *, ranged: bool) -> list[str]:
    """What may be meant, and reads like an oversight."""
    if not term or term.startswith(OWN) or misspelled_as(term):
        return []
    known = known_term(term)
    if known is None:
        return [f"term '{term}' is not in the taxonomy of ISO 34503"]
    if known.kind == "branch" and not known.open:
        return [f"term '{term}' is a branch of the taxonomy, not an attribute"]
    if ranged and not unit and known.units:
        return [f"no unit: {term} has {', '.join(known.units)}"]
    return []


def _unit_fix(unit: str, units: Sequence[str]) -> str:
    spelled = {"lux": "lx", "°": "deg", "degree": "deg", "degrees": "deg", "mm/hr": "mm/h", "oktas": "okta"}
    if spelled.get(unit) in units:
        return f"write 'unit: {spelled[unit]}'"
    return f"write 'unit: {units[0]}', and convert in the expression if needed"
