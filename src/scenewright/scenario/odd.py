"""The operational design domain: attributes, buckets, expected exposure (ASAM OpenODD, ISO 34503 terms)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from scenewright.documents import DocumentModel, Finding, Number, read_document, refusal
from scenewright.errors import nearest
from scenewright.expressions import Expression
from scenewright.identity import digest
from scenewright.scenario.buckets import bucket_findings, exposure_findings
from scenewright.scenario.sql import Sql

__all__ = ["Bucket", "Odd", "OddAttribute", "load_odd"]


class Bucket(DocumentModel):
    """A half-open range [low, high), an open end left out; or a list of values."""

    label: Annotated[str, Field(min_length=1)]
    low: Number | None = None
    high: Number | None = None
    values: tuple[str | int | float | bool, ...] = ()

    @model_validator(mode="after")
    def _range_or_values(self) -> Bucket:
        ranged = self.low is not None or self.high is not None
        if bool(self.values) == ranged:
            found = "both" if ranged else "neither"
            fix = "keep one of the two" if ranged else "add 'low: ...', 'high: ...' or 'values: [...]'"
            raise refusal([Finding("a range (low, high) or values", found, fix=fix)])
        if self.low is not None and self.high is not None and not self.low < self.high:
            found, fix = f"[{self.low:g}, {self.high:g})", "swap them" if self.low > self.high else "widen it"
            raise refusal([Finding("low < high", found, fix=fix)])
        return self


class OddAttribute(DocumentModel):
    """One attribute: where its value comes from, its buckets and their expected exposure."""

    name: Annotated[str, Field(min_length=1)]
    term: str = ""
    """Dotted ISO 34503 term."""
    parameter: Sql = ""
    """Expression over the sample: what was requested."""
    measured: Sql = ""
    """Expression over measured values: what can be seen in the pixels."""
    unit: str = ""
    buckets: tuple[Bucket, ...] = Field(min_length=1)
    exposure: dict[str, Number] = Field(default_factory=dict)
    """Expected probability by bucket label; uniform when left out."""

    @model_validator(mode="after")
    def _consistent(self) -> OddAttribute:
        findings = [*bucket_findings(self.buckets), *exposure_findings(self)]
        if bool(self.parameter) == bool(self.measured):
            found = "both" if self.parameter else "neither"
            fix = "name where the value comes from" if found == "neither" else "make two attributes of it"
            findings.append(Finding("one of parameter and measured", found, fix=fix))
        if findings:
            raise refusal(findings)
        return self


class OddModel(DocumentModel):
    """The document."""

    name: Annotated[str, Field(min_length=1)]
    description: str = ""
    attributes: tuple[OddAttribute, ...] = Field(min_length=1)
    infeasible: tuple[Sql, ...] = ()

    @model_validator(mode="after")
    def _names(self) -> OddModel:
        names = [attribute.name for attribute in self.attributes]
        findings = [
            Finding("distinct names", f"'{name}' twice", ("attributes", i, "name"), "rename one")
            for i, name in enumerate(names)
            if name in names[:i]
        ]
        for i, text in enumerate(self.infeasible):
            path, expected = ("infeasible", i), "names of attributes, compared with labels of their buckets"
            if not text:
                findings.append(Finding(expected, "an empty text", path, "remove it"))
                continue
            for name in Expression.parse(text).unknown(names):
                findings.append(Finding(expected, f"'{name}' in '{text}'", path, nearest(name, names)))
        if findings:
            raise refusal(findings)
        return self


@dataclass(frozen=True)
class Odd:
    """Where the machine will operate."""

    name: str
    attributes: tuple[OddAttribute, ...]
    infeasible: tuple[str, ...]
    """Expressions over attribute names and bucket labels that can never hold."""
    digest: str


def load_odd(path: Path) -> Odd:
    """Read an ODD file. Raises `InputError` with every problem of the document."""
    model, _ = read_document(path, "Odd", OddModel)
    return Odd(model.name, model.attributes, model.infeasible, digest(model.model_dump(mode="json")))
