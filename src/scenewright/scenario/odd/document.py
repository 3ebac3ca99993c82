"""The ODD document: attributes with terms, units, buckets, validity, expected exposure and risk."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from scenewright.documents import DocumentModel, Finding, Number, refusal
from scenewright.scenario.odd.buckets import Bucket, Buckets, SchemeBuckets, bucket_findings, expanded
from scenewright.scenario.odd.exposure_checks import (
    attribute_findings,
    estimate_findings,
    given_findings,
    joint_findings,
)
from scenewright.scenario.odd.infeasible import infeasible_findings
from scenewright.scenario.odd.schemes import SCHEMES
from scenewright.scenario.odd.tables import EstimatedFrom, Exposure, JointTable
from scenewright.scenario.odd.terms import term_findings
from scenewright.scenario.odd.validity import validity_findings
from scenewright.scenario.sql import Sql

__all__ = ["OddAttribute", "OddModel", "digest_form"]


class OddAttribute(DocumentModel):
    """One attribute: where its value comes from, its buckets and what is expected of them."""

    name: Annotated[str, Field(min_length=1)]
    term: str = ""
    """Dotted ISO 34503 term; one of your own starts with 'x.'."""
    parameter: Sql = ""
    """Expression over the sample: what was requested."""
    measured: Sql = ""
    """Expression over measured values: what can be seen in the pixels."""
    unit: str = ""
    buckets: Buckets
    valid: Sql = ""
    """Where the attribute applies: over names of attributes, with labels as values, or parameters that an
    attribute cuts; everywhere when left out."""
    exposure: Exposure = Field(default_factory=dict)
    """Expected probability by bucket label; uniform when left out."""
    exposure_interval: dict[str, Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)]] = Field(
        default_factory=dict
    )
    """Interval [low, high] of an estimated exposure by label."""
    risk: dict[str, Number] = Field(default_factory=dict)
    """How much a frame in the bucket matters, from 0, by label; 1 when left out."""

    @model_validator(mode="after")
    def _consistent(self) -> OddAttribute:
        buckets = expanded(self.buckets)
        findings = [*term_findings(self.term, self.unit), *_scheme_findings(self)]
        findings += [] if isinstance(self.buckets, SchemeBuckets) else bucket_findings(buckets)
        findings += attribute_findings(self, [bucket.label for bucket in buckets])
        if bool(self.parameter) == bool(self.measured):
            found = "both" if self.parameter else "neither"
            fix = "name where the value comes from" if found == "neither" else "make two attributes of it"
            findings.append(Finding("one of parameter and measured", found, fix=fix))
        if findings:
            raise refusal(findings)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(bucket.label for bucket in expanded(self.buckets))

    @property
    def ranges(self) -> tuple[Bucket, ...]:
        """The buckets themselves, whether stated one by one or by a scheme."""
        return expanded(self.buckets)

    @property
    def source(self) -> str:
        return self.parameter or self.measured


class OddModel(DocumentModel):
    """The document."""

    name: Annotated[str, Field(min_length=1)]
    version: str = ""
    """For people and for comparing, e.g. 1.2.0."""
    description: str = ""
    attributes: tuple[OddAttribute, ...] = Field(min_length=1)
    infeasible: tuple[Sql, ...] = ()
    joint: tuple[JointTable, ...] = ()
    """Exposure of several attributes together; those that no table joins are independent."""
    estimated_from: EstimatedFrom | None = None
    """Written by 'scenewright odd estimate'."""

    @model_validator(mode="after")
    def _names(self) -> OddModel:
        names = [attribute.name for attribute in self.attributes]
        findings = [
            Finding("distinct names", f"'{name}' twice", ("attributes", i, "name"), "rename one")
            for i, name in enumerate(names)
            if name in names[:i]
        ]
        if not findings:
            findings += validity_findings(self.attributes)
            findings += given_findings(self.attributes, self.joint)
            findings += joint_findings(self.attributes, self.joint)
            findings += estimate_findings(self.estimated_from, names)
        findings += infeasible_findings(self.infeasible, self.attributes)
        if findings:
            raise refusal(findings)
        return self


def digest_form(model: OddModel) -> dict[str, Any]:
    """What the document says, for its digest: fields of later versions count only where they are used.

    A scheme is written out, so that another edition of a standard's numbers is another document.
    """
    plain: dict[str, Any] = model.model_dump(mode="json")
    for name in ("version", "joint", "estimated_from"):
        if not plain[name]:
            del plain[name]
    for attribute, entry in zip(model.attributes, plain["attributes"], strict=True):
        for name in ("valid", "risk", "exposure_interval"):
            if not entry[name]:
                del entry[name]
        if isinstance(attribute.buckets, SchemeBuckets):
            entry["buckets"]["buckets"] = [b.model_dump(mode="json") for b in attribute.ranges]
    return plain


def _scheme_findings(attribute: OddAttribute) -> list[Finding]:
    if not isinstance(attribute.buckets, SchemeBuckets):
        return []
    scheme = SCHEMES[attribute.buckets.scheme]
    if attribute.unit == scheme.unit:
        return []
    found = f"'{attribute.unit}'" if attribute.unit else "no unit"
    fix = f"write 'unit: {scheme.unit}', and convert in the expression if needed"
    return [Finding(f"the unit of {scheme.name}, {scheme.unit}", found, ("unit",), fix)]
