"""An operational design domain as one scenario can make it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.scenario.connected import connected
from scenewright.scenario.distributions import Distribution, Value
from scenewright.scenario.distributions.joint import JointColumn
from scenewright.scenario.document import Scenario
from scenewright.scenario.domain.attribute import DomainAttribute
from scenewright.scenario.domain.domain import Domain, Group
from scenewright.scenario.narrow import Part, narrowed
from scenewright.scenario.odd import Bucket, Odd, OddAttribute, cell_exposure
from scenewright.scenario.odd.assign import as_written

__all__ = ["LeftOut", "domain_of"]

_MOST_CELLS = 1 << 20
"""Of one table of exposure: recipes hold it."""


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

    Exposure is that of the document, uniform where it says none, over the buckets that are left. Raises
    `InputError` where too many attributes depend on each other.
    """
    attributes: list[DomainAttribute] = []
    kept: dict[str, list[int]] = {}
    left: list[LeftOut] = []
    for attribute in odd.attributes:
        reason = _reason(attribute, scenario)
        if reason:
            left.append(LeftOut(attribute.name, "", 0.0, reason))
            continue
        expression = attribute.parameter.strip()
        parameters = Expression.parse(expression).columns
        whole = scenario.parameters[expression] if parameters == (expression,) else None
        buckets, exposure = attribute.ranges, cell_exposure(odd, [attribute.name])
        parts = [_part(b, whole, last=n == len(buckets) - 1) for n, b in enumerate(buckets)]
        met = np.flatnonzero(exposure > 0).tolist()
        if whole is not None and not isinstance(whole, JointColumn):
            lost = [n for n in met if narrowed(whole, parts[n]) is None]
            reason = f"the scenario's {expression} never lies there"
            left += [LeftOut(attribute.name, buckets[n].label, float(exposure[n]), reason) for n in lost]
            met = [n for n in met if n not in lost]
        if met:
            kept[attribute.name] = met
            labels = tuple(buckets[n].label for n in met)
            held = tuple(parts[n] for n in met)
            attributes.append(DomainAttribute(attribute.name, parameters, expression, labels, held))
    groups, reached = _groups(odd, [attribute.name for attribute in attributes], kept)
    log = odd.estimated_from.sha256 if odd.estimated_from else ""
    found = Domain(odd.name, odd.digest, tuple(attributes), groups, log_sha256=log, reached=reached)
    return found, tuple(left)


def _groups(
    odd: Odd, names: Sequence[str], kept: Mapping[str, Sequence[int]]
) -> tuple[tuple[Group, ...], float]:
    """Attributes whose exposures hang together, with the joint exposure of the buckets that are kept, and
    the share of the whole exposure that these buckets have."""
    groups, reached = [], 1.0
    for cluster in connected([*({name} for name in names), *(set(factor.axes) for factor in odd.factors)]):
        members = [name for name in names if name in cluster]
        sizes = [len(attribute.ranges) for attribute in odd.attributes if attribute.name in members]
        if (count := math.prod(sizes)) > _MOST_CELLS:
            raise _too_many(odd, members, count)
        if members:
            table = cell_exposure(odd, members)[np.ix_(*(kept[name] for name in members))]
            reached *= float(table.sum())
            shares = (table / table.sum()).ravel().tolist()
            groups.append(Group(tuple(names.index(name) for name in members), tuple(shares)))
    return tuple(sorted(groups, key=lambda group: group.members)), min(reached, 1.0)


def _too_many(odd: Odd, members: Sequence[str], count: int) -> InputError:
    shown = ", ".join(members[:6]) + ", ..." * (len(members) > 6)
    return InputError(
        Problem(
            expected=f"attributes whose exposures hang together with at most {_MOST_CELLS:,} crossed buckets",
            found=f"{count:,} of {shown}",
            file=odd.name,
            field="--odd",
            fix="let fewer attributes be 'given' another or stand in a joint table, or make buckets coarser",
        )
    )


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
        return Part(values=tuple(dict.fromkeys(v for each in bucket.values for v in _forms(each, whole))))
    low = -np.inf if bucket.low is None else bucket.low
    if bucket.high is None:
        return Part(low, np.inf)
    return Part(low, bucket.high if last else float(np.nextafter(bucket.high, -np.inf)))


def _forms(value: Value, whole: Distribution | None) -> tuple[Value, ...]:
    """A bucket's value as the parameter has it: 8 and '8', true and 'true' are the same to documents, and a
    category such as 200 is a number to YAML. Of an expression, as it may have it.
    """
    text = as_written(value)
    if whole is not None and whole.bounds() is None:
        return (text,)
    plain = _plain(value) if isinstance(value, str) else value
    return (plain,) if whole is not None else (value, plain, text)


def _plain(text: str) -> Value:
    """The number or truth value that a text stands for, else the text."""
    if text in ("true", "false"):
        return text == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and as_written(number) == text else text
