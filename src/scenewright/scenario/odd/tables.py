"""Tables of expected exposure as documents state them: of one attribute, of one given another, of several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, field_validator

from scenewright.documents import TAG, DocumentModel, Finding, Number, Whole, refusal, shown

__all__ = ["Counts", "EstimatedFrom", "Exposure", "GivenExposure", "JointTable", "Table"]

Table = dict[str, Number]
"""Probability by bucket label; labels left out have none."""


class GivenExposure(DocumentModel):
    """Exposure that depends on the bucket of another attribute."""

    given: Annotated[str, Field(min_length=1)]
    """Name of the other attribute."""
    cases: Annotated[dict[str, Table], Field(min_length=1)]
    """Label of its bucket -> table."""
    otherwise: Table = Field(default_factory=dict)
    """For its other labels."""


def _form(value: Any) -> str:
    given = isinstance(value, GivenExposure) or (
        isinstance(value, Mapping)
        and ("cases" in value or isinstance(value.get("given"), str))
        and not isinstance(value.get("cases"), int | float)
    )
    return f"{TAG}given" if given else f"{TAG}table"


Exposure = Annotated[
    Annotated[Table, Tag(f"{TAG}table")] | Annotated[GivenExposure, Tag(f"{TAG}given")], Discriminator(_form)
]
"""A table, or `{given: attribute, cases: {label: table}, otherwise: table}`."""


class JointTable(DocumentModel):
    """Exposure of several attributes together; combinations that no row names have none."""

    attributes: Annotated[tuple[str, ...], Field(min_length=2)]
    table: Annotated[tuple[dict[str, str | Number], ...], Field(min_length=1)]
    """Rows: the label of each attribute by its name, and the probability `p`."""


class Counts(DocumentModel):
    """What became of the rows of a log for one attribute."""

    used: Annotated[Whole, Field(ge=0)]
    unknown: Annotated[Whole, Field(ge=0)] = 0
    """Rows without a value."""
    outside: Annotated[Whole, Field(ge=0)] = 0
    """Rows whose value lies in no bucket."""


class EstimatedFrom(DocumentModel):
    """The log of real operations from which exposures were estimated."""

    log: str
    """Name of the file, without its folder."""
    sha256: str
    rows: Annotated[Whole, Field(ge=1)]
    weight: str = ""
    """Column with the weight of a row; empty: all weigh the same."""
    group: str = ""
    """Column that says which rows belong together, e.g. a trip."""
    groups: Annotated[Whole, Field(ge=0)] = 0
    confidence: Annotated[Number, Field(gt=0, lt=1)] = 0.95
    attributes: Annotated[dict[str, Counts], Field(min_length=1)]

    @field_validator("sha256")
    @classmethod
    def _digest(cls, text: str) -> str:
        if re.fullmatch("[0-9a-f]{64}", text):
            return text
        fix = "estimate again: 'scenewright odd estimate' writes it"
        raise refusal([Finding("a SHA-256 of 64 hex digits", shown(text), fix=fix)])
