"""An operational design domain as one scenario can make it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenewright.expressions import Expression
from scenewright.scenario.distributions import Distribution, Value
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.attribute import DomainAttribute
from scenewright.scenario.domain.domain import Domain, Group
from scenewright.scenario.narrow import Part, narrowed
from scenewright.scenario.odd import Bucket, Odd, OddAttribute

__all__ = ["LeftOut", "domain_of"]


@dataclass(frozen=True)
class LeftOut:
    """What samples cannot be aimed at, and why."""

    attribute: str
    bucket: str
    """Empty for the whole attribute."""
    exposure: float
    """Probability that is lost with it."""
    reason: str


def domain_of(odd: Odd, scenario: Scenario) -> tuple[Domain, tuple[LeftOut, ...]]:
    """The attributes of `odd` that parameters of `scenario` decide, with the buckets that it can reach.

    Exposure is that of the document, uniform where it says none, over the buckets that are left.
    """
    attributes: list[DomainAttribute] = []
    groups: list[Group] = []
    left: list[LeftOut] = []
    for attribute in odd.attributes:
        reason = _reason(attribute, scenario)
        if reason:
            left.append(LeftOut(attribute.name, "", 0.0, reason))
            continue
        expression = attribute.parameter.strip()
        parameters = Expression.parse(expression).columns
        whole = scenario.parameters[expression] if parameters == (expression,) else None
        weights = [attribute.exposure.get(b.label, 0.0) for b in attribute.buckets]
        if not sum(weights):
            weights = [1 / len(attribute.buckets)] * len(attribute.buckets)
        kept = []
        for number, bucket in enumerate(attribute.buckets):
            part = _part(bucket, whole, last=number == len(attribute.buckets) - 1)
            if whole is not None and narrowed(whole, part) is None:
                reason = f"the scenario's {expression} never lies there"
                left.append(LeftOut(attribute.name, bucket.label, weights[number], reason))
            elif weights[number] > 0:
                kept.append((bucket.label, part, weights[number]))
        if not kept:
            continue
        labels, parts, exposure = zip(*kept, strict=True)
        groups.append(Group((len(attributes),), tuple(w / sum(exposure) for w in exposure)))
        attributes.append(DomainAttribute(attribute.name, parameters, expression, labels, parts))
    return Domain(odd.name, odd.digest, tuple(attributes), tuple(groups)), tuple(left)


def _reason(attribute: OddAttribute, scenario: Scenario) -> str:
    """Why the attribute cannot be aimed at; empty if it can."""
    if not attribute.parameter:
        return "it is measured in the pixels"
    read = Expression.parse(attribute.parameter).columns
    if unknown := [name for name in read if name not in scenario.parameters]:
        return f"{', '.join(unknown)} is no parameter of {scenario.world}"
    return "" if read else "no parameter decides it"


def _part(bucket: Bucket, whole: Distribution | None, *, last: bool) -> Part:
    """The bucket's values; its upper end belongs to the next one, except for the last."""
    if bucket.values:
        texts = whole is not None and whole.bounds() is None
        return Part(values=tuple(_text(v) if texts else v for v in bucket.values))
    low = -np.inf if bucket.low is None else bucket.low
    if bucket.high is None:
        return Part(low, np.inf)
    return Part(low, bucket.high if last else float(np.nextafter(bucket.high, -np.inf)))


def _text(value: Value) -> str:
    """A category such as 200 is a number to YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)
