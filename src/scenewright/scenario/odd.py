"""The operational design domain: attributes, buckets, expected exposure (ASAM OpenODD, ISO 34503 terms)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, model_validator

from scenewright.documents import DocumentModel, Source, read_document
from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["Bucket", "Odd", "OddAttribute", "load_odd"]


class Bucket(DocumentModel):
    """A half-open range [low, high), an open end left out; or a list of values."""

    label: str
    low: float | None = None
    high: float | None = None
    values: tuple[str | int | float | bool, ...] = ()

    @model_validator(mode="after")
    def _range_or_values(self) -> Bucket:
        if bool(self.values) == (self.low is not None or self.high is not None):
            raise ValueError("either low and high, or values")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError("low < high")
        return self


class OddAttribute(DocumentModel):
    """One attribute: where its value comes from, its buckets and their expected exposure."""

    name: str
    term: str = ""
    """Dotted ISO 34503 term."""
    parameter: str = ""
    """Expression over the sample: what was requested."""
    measured: str = ""
    """Expression over measured values: what can be seen in the pixels."""
    unit: str = ""
    buckets: tuple[Bucket, ...] = Field(min_length=1)
    exposure: dict[str, float] = Field(default_factory=dict)
    """Expected probability by bucket label; uniform when left out."""

    @model_validator(mode="after")
    def _consistent(self) -> OddAttribute:
        labels = [bucket.label for bucket in self.buckets]
        if len(set(labels)) != len(labels):
            raise ValueError("distinct bucket labels")
        if bool(self.parameter) == bool(self.measured):
            raise ValueError("either parameter or measured")
        if self.exposure:
            unknown = set(self.exposure) - set(labels)
            if unknown:
                raise ValueError(f"exposure of known buckets, not '{sorted(unknown)[0]}'")
            if any(p < 0 for p in self.exposure.values()) or abs(sum(self.exposure.values()) - 1) > 1e-6:
                raise ValueError("exposures of at least 0 that sum to 1")
        return self


class OddModel(DocumentModel):
    """The document."""

    name: str
    description: str = ""
    attributes: tuple[OddAttribute, ...] = Field(min_length=1)
    infeasible: tuple[str, ...] = ()


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
    model, source = read_document(path, "Odd", OddModel)
    problems = _expressions(model, source)
    names = [attribute.name for attribute in model.attributes]
    for i, name in enumerate(names):
        if name in names[:i]:
            problems.append(
                source.problem(("attributes", i, "name"), expected="distinct names", found=f"'{name}' twice")
            )
    if problems:
        raise InputError(problems)
    return Odd(model.name, model.attributes, model.infeasible, digest(model.model_dump(mode="json")))


def _expressions(model: OddModel, source: Source) -> list[Problem]:
    texts = [
        (("attributes", i, kind), text)
        for i, attribute in enumerate(model.attributes)
        for kind, text in (("parameter", attribute.parameter), ("measured", attribute.measured))
        if text
    ]
    texts += [(("infeasible", i, ""), text) for i, text in enumerate(model.infeasible)]
    problems: list[Problem] = []
    for path, text in texts:
        where = tuple(part for part in path if part != "")
        try:
            Expression.parse(text, file=source.file, line=source.line(where), field=".".join(map(str, where)))
        except InputError as error:
            problems += error.problems
    return problems
