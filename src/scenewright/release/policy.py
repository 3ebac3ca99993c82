"""The release policy: typed gates, and how many distinct people approve each provenance class."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, model_validator

from scenewright.documents import DocumentModel, Finding, Number, Source, Whole, read_document, refusal, shown
from scenewright.errors import nearest
from scenewright.identity import digest

__all__ = ["Approvals", "Gate", "Policy", "load_policy"]

ROOTS = ("coverage", "quality", "shortcuts", "transfer", "claims", "release")
Class = Literal["fully_synthetic", "simulated_with_real_textures", "derived_from_real"]


def _metric_path(text: str) -> str:
    if re.fullmatch(rf"({'|'.join(ROOTS)})(\.[^.\s]+)+", text):
        return text
    kind, dot, _ = text.partition(".")
    expected = "a dotted path without spaces that starts with " + ", ".join(ROOTS)
    fix = "say in which report and where, e.g. transfer.headline.balanced_accuracy.mean"
    if dot and kind not in ROOTS:
        fix = nearest(kind, list(ROOTS))
    raise refusal([Finding(expected, shown(text), fix=fix)])


def _baseline(text: str) -> str:
    if text in ("", "parent"):
        return text
    if "." not in text:
        fix = "did you mean 'parent'?" if nearest(text, ["parent"]).startswith("did") else "write 'parent'"
        raise refusal([Finding("'parent' or the path of a metric", shown(text), fix=fix)])
    return _metric_path(text)


class Gate(DocumentModel):
    """One gate. A metric that is missing or not a finite number fails it."""

    name: str = Field(min_length=1)
    metric: Annotated[str, AfterValidator(_metric_path)]
    """Dotted path into a report, e.g. `transfer.headline.balanced_accuracy.mean`."""
    slice: str = ""
    """Name of a slice of the report: the metric is looked up inside it."""
    comparator: Literal[">=", ">", "<=", "<", "=="]
    threshold: StrictBool | Number
    severity: Literal["block", "warn"] = "block"
    baseline: Annotated[str, AfterValidator(_baseline)] = ""
    """`parent`, or the path of another metric: the difference to it is compared."""

    @model_validator(mode="after")
    def _truth(self) -> Gate:
        if isinstance(self.threshold, bool) and (self.comparator != "==" or self.baseline):
            found = f"comparator '{self.comparator}'" + (
                f" and baseline '{self.baseline}'" if self.baseline else ""
            )
            fix = 'write comparator: "==" and no baseline, or a number as threshold'
            expected = "a threshold of true or false to be compared by '=='"
            raise refusal([Finding(expected, found, ("comparator",), fix)])
        return self


class Approvals(DocumentModel):
    """Who has to approve releases of one provenance class."""

    people: Annotated[Whole, Field(ge=1, le=20)]
    """Distinct people, whatever number of keys they have."""
    author_may_approve: bool = False


class Policy(DocumentModel):
    """A policy document."""

    name: str = Field(min_length=1)
    gates: list[Gate]
    approvals: dict[Class, Approvals]

    @model_validator(mode="after")
    def _distinct(self) -> Policy:
        names = [gate.name for gate in self.gates]
        if places := [i for i, name in enumerate(names) if name in names[:i]]:
            raise refusal(
                [
                    Finding("distinct gate names", f"'{names[i]}' twice", ("gates", i, "name"), "rename one")
                    for i in places
                ]
            )
        return self

    @property
    def digest(self) -> str:
        return digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def load_policy(path: Path) -> tuple[Policy, Source]:
    """Read a policy document. Raises `InputError` with every problem."""
    return read_document(path, "Policy", Policy)
