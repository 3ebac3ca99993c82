"""Exposure estimated from a log of real operations, with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.expressions import Expression
from scenewright.randomness import Streams
from scenewright.scenario.odd.assign import OUTSIDE, UNKNOWN, bucket_codes, text_among
from scenewright.scenario.odd.document import OddAttribute
from scenewright.scenario.odd.estimate_choice import chosen_attributes
from scenewright.scenario.odd.intervals import DIGITS, rounded_shares, share_intervals
from scenewright.scenario.odd.load import Odd
from scenewright.scenario.odd.log import OperationsLog
from scenewright.scenario.odd.tables import GivenExposure

__all__ = ["AttributeEstimate", "Estimate", "estimate_exposure"]


@dataclass(frozen=True)
class AttributeEstimate:
    """Exposure of one attribute."""

    name: str
    used: int
    unknown: int
    outside: int
    exposure: dict[str, float]
    """Marginal by label, sums to 1."""
    interval: dict[str, tuple[float, float]]
    cases: dict[str, dict[str, float]] | None
    """By label of the attribute that it is given, where the log has rows; None for a marginal one."""


@dataclass(frozen=True)
class Estimate:
    """What a log says about an ODD."""

    attributes: tuple[AttributeEstimate, ...]
    joint: tuple[dict[str, Any], ...]
    """Every joint table of the new document, estimated anew where its attributes were."""
    not_in_log: tuple[str, ...]
    """Attributes whose columns the log does not have: as they were."""
    changes: dict[str, Any]
    """Top-level fields of the document to write."""
    attribute_changes: dict[int, dict[str, Any]]
    """By number of the attribute, its fields to write."""

    def to_json(self) -> dict[str, Any]:
        """JSON-able, without what is only for writing."""
        attributes = [
            {name: value for name, value in asdict(e).items() if value is not None} for e in self.attributes
        ]
        joint = [table for table in self.joint if {*table["attributes"]} <= {e.name for e in self.attributes}]
        return {
            "estimated_from": self.changes["estimated_from"],
            "attributes": attributes,
            "joint": joint,
            "not_in_log": list(self.not_in_log),
        }


def estimate_exposure(
    odd: Odd, log: OperationsLog, *, only: Sequence[str] = (), joint: Sequence[str] = ()
) -> Estimate:
    """Estimate exposures of an ODD's attributes: those of `only`, else all whose columns the log has.

    `joint` names attributes whose dependence is estimated as a further joint table. Raises `InputError` with
    every problem.
    """
    model = odd.document
    assert model is not None
    chosen, missing = chosen_attributes(model, log, only, joint)
    codes = {a.name: bucket_codes(a.ranges, _values(a, log)) for a in chosen}
    labels = {a.name: a.labels for a in model.attributes}
    estimates = tuple(_attribute(a, labels, codes, log) for a in chosen)
    tables = [t.attributes for t in model.joint] + ([tuple(joint)] if joint else [])
    written, anew = [], False
    for number, names in enumerate(tables):
        if {*names} <= codes.keys():
            anew = True
            written.append(_joint([a for n in names for a in chosen if a.name == n], codes, log))
        else:
            written.append(model.joint[number].model_dump(mode="json"))
    joined = {name for names in tables for name in names}
    places = {a.name: i for i, a in enumerate(model.attributes)}
    changes = {places[e.name]: _fields(e, model.attributes[places[e.name]], joined) for e in estimates}
    return Estimate(
        estimates,
        tuple(written),
        missing,
        ({"joint": written} if anew else {}) | {"estimated_from": _origin(log, estimates)},
        changes,
    )


def _values(attribute: OddAttribute, log: OperationsLog) -> Any:
    return Expression.parse(attribute.source, field=attribute.name).evaluate(log.rows)


def _attribute(
    attribute: OddAttribute,
    known: Mapping[str, Sequence[str]],
    codes: Mapping[str, NDArray[np.int16]],
    log: OperationsLog,
) -> AttributeEstimate:
    own, labels = codes[attribute.name], attribute.labels
    keep = (own >= 0) & (log.weights > 0)
    counts = {"unknown": int((own == UNKNOWN).sum()), "outside": int((own == OUTSIDE).sum())}
    if not keep.any():
        found = f"{counts['unknown']} rows without a value, {counts['outside']} outside the buckets"
        expected = f"rows in the buckets of attribute '{attribute.name}'"
        unit = f"the unit ('{attribute.unit}') and " if attribute.unit else ""
        fix = f"check {unit}the column, or leave the attribute out by --attribute"
        ranges = not any(bucket.values for bucket in attribute.ranges)
        if ranges and (text := text_among(_values(attribute, log))) is not None:
            found, fix = f"text such as '{text}'", "write numbers alone, and leave unknown values empty"
        raise InputError(Problem(expected=expected, found=found, file=log.name, fix=fix))
    groups = None if log.groups is None else log.groups[keep]
    streams = Streams(log.sha256, attribute.name)
    shares, interval = share_intervals(own[keep], log.weights[keep], groups, len(labels), streams)
    cases = None
    if isinstance(attribute.exposure, GivenExposure) and attribute.exposure.given in codes:
        cases = _cases(attribute, known[attribute.exposure.given], codes, log)
    return AttributeEstimate(
        name=attribute.name,
        used=len(own) - sum(counts.values()),
        **counts,
        exposure=dict(zip(labels, rounded_shares(shares), strict=True)),
        interval={
            label: (math.floor(low * 10**DIGITS) / 10**DIGITS, math.ceil(high * 10**DIGITS) / 10**DIGITS)
            for label, (low, high) in zip(labels, interval.tolist(), strict=True)
        },
        cases=cases,
    )


def _cases(
    attribute: OddAttribute,
    others: Sequence[str],
    codes: Mapping[str, NDArray[np.int16]],
    log: OperationsLog,
) -> dict[str, dict[str, float]]:
    """The conditional table by label of the other attribute, of those labels that the log has."""
    exposure = attribute.exposure
    assert isinstance(exposure, GivenExposure)
    own, other = codes[attribute.name], codes[exposure.given]
    found = {}
    for k, label in enumerate(others):
        keep = (own >= 0) & (other == k)
        sums = np.bincount(own[keep], log.weights[keep], minlength=len(attribute.labels))
        if sums.sum() > 0:
            found[label] = dict(zip(attribute.labels, rounded_shares(sums / sums.sum()), strict=True))
    return found


def _joint(
    attributes: Sequence[OddAttribute], codes: Mapping[str, NDArray[np.int16]], log: OperationsLog
) -> dict[str, Any]:
    """Rows of a joint table, of combinations that the log has."""
    stacked = np.stack([codes[a.name] for a in attributes])
    keep = (stacked >= 0).all(axis=0) & (log.weights > 0)
    if not keep.any():
        names = ", ".join(f"'{a.name}'" for a in attributes)
        fix = "estimate them apart: remove the joint table"
        raise InputError(
            Problem(expected=f"rows with a bucket of {names}", found="none", file=log.name, fix=fix)
        )
    cells, member = np.unique(stacked[:, keep], axis=1, return_inverse=True)
    sums = np.bincount(member.ravel(), log.weights[keep])
    shares = rounded_shares(sums / sums.sum())
    rows = [
        {a.name: a.labels[int(code)] for a, code in zip(attributes, cell, strict=True)} | {"p": p}
        for cell, p in zip(cells.T, shares, strict=True)
        if p > 0
    ]
    return {"attributes": [a.name for a in attributes], "table": rows}


def _fields(estimate: AttributeEstimate, attribute: OddAttribute, joined: set[str]) -> dict[str, Any]:
    """Fields of one attribute to write. The exposure of one in a joint table is that of the table's rows."""
    found: dict[str, Any] = {label: list(bounds) for label, bounds in estimate.interval.items()}
    exposure, interval = attribute.exposure, {"exposure_interval": found}
    if estimate.name in joined:
        return {**({"exposure": {}} if exposure else {}), **interval}
    if not isinstance(exposure, GivenExposure):
        return {"exposure": estimate.exposure, **interval}
    if estimate.cases is None:
        return interval
    stated = exposure.model_dump(mode="json", exclude_defaults=True)
    return {"exposure": {**stated, "cases": {**stated["cases"], **estimate.cases}}, **interval}


def _origin(log: OperationsLog, estimates: Sequence[AttributeEstimate]) -> dict[str, Any]:
    found: dict[str, Any] = {"log": log.name, "sha256": log.sha256, "rows": log.rows.num_rows}
    if log.weight:
        found["weight"] = log.weight
    if log.groups is not None:
        found |= {"group": log.group, "groups": len({*log.groups.tolist()})}
    counts = {e.name: {"used": e.used, "unknown": e.unknown, "outside": e.outside} for e in estimates}
    return {**found, "attributes": counts}
