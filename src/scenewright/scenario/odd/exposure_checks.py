"""Whether exposures add up, name buckets that are there, depend on each other without a circle and agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenewright.documents import Finding, shown
from scenewright.errors import nearest
from scenewright.scenario.odd.tables import EstimatedFrom, GivenExposure, JointTable

if TYPE_CHECKING:
    from scenewright.scenario.odd.document import OddAttribute

__all__ = ["TOLERANCE", "attribute_findings", "estimate_findings", "given_findings", "joint_findings"]

TOLERANCE = 1e-6
"""How far stated probabilities may be from their sum of 1, and marginals from each other."""
_RISKIEST = 1e6
"""Risks of the attributes of a cell are multiplied."""
_Path = tuple[str | int, ...]


def attribute_findings(attribute: OddAttribute, labels: Sequence[str]) -> list[Finding]:
    """Exposures, intervals and risks of one attribute."""
    exposure = attribute.exposure
    if isinstance(exposure, GivenExposure):
        tables = {("exposure", "cases", label): table for label, table in exposure.cases.items()}
        if exposure.otherwise:
            tables["exposure", "otherwise"] = exposure.otherwise  # type: ignore[index]
        findings = [f for path, table in tables.items() for f in _table_findings(table, labels, path)]
        findings += [
            Finding("exposures that sum to 1", "an empty table", path, "fill it in, or remove the case")
            for path, table in tables.items()
            if not table
        ]
    else:
        findings = _table_findings(exposure, labels, ("exposure",))
    findings += _interval_findings(attribute, labels)
    for label, weight in attribute.risk.items():
        if label not in labels:
            findings.append(_no_label(label, labels, ("risk", label)))
        elif weight < 0:
            path, fix = ("risk", label), "0 for a bucket that does not matter, 1 for the usual weight"
            findings.append(Finding("a weight of at least 0", shown(weight), path, fix))
        elif weight > _RISKIEST:
            path, fix = ("risk", label), "1 is the usual weight"
            findings.append(Finding(f"a weight of at most {_RISKIEST:g}", shown(weight), path, fix))
    if attribute.risk and not findings and not any(attribute.risk.get(label, 1.0) for label in labels):
        fix = "give the buckets that matter a weight above 0"
        findings.append(Finding("a bucket with a weight above 0", "0 everywhere", ("risk",), fix))
    return findings


def given_findings(attributes: Sequence[OddAttribute], joint: Sequence[JointTable]) -> list[Finding]:
    """Conditional tables: the other attribute, its labels, all of them decided, no circle."""
    by_name = {attribute.name: attribute for attribute in attributes}
    joined = {name for table in joint for name in table.attributes}
    findings = []
    for i, attribute in enumerate(attributes):
        exposure, path = attribute.exposure, ("attributes", i, "exposure")
        if not isinstance(exposure, GivenExposure):
            continue
        if attribute.name in joined:
            fix = "remove one of the two: the joint table says how they depend on each other"
            found = f"'given: {exposure.given}' and a joint table of '{attribute.name}'"
            findings.append(Finding("one table of an attribute's exposure", found, path, fix))
        other = by_name.get(exposure.given)
        if other is None or other is attribute:
            names = [name for name in by_name if name != attribute.name]
            fix = nearest(exposure.given, names) or "write one table: 'exposure: {label: share}'"
            expected, found = "the name of another attribute", f"'{exposure.given}'"
            findings.append(Finding(expected, found, (*path, "given"), fix))
            continue
        for label in exposure.cases:
            if label not in other.labels:
                findings.append(_no_label(label, other.labels, (*path, "cases", label), other.name))
        left = [label for label in other.labels if label not in exposure.cases]
        if left and not exposure.otherwise:
            found, fix = f"none for {', '.join(map(repr, left))}", "add them, or 'otherwise: {...}'"
            expected = f"a table for each bucket of '{other.name}'"
            findings.append(Finding(expected, found, (*path, "cases"), fix))
    return findings + _circles(attributes)


def joint_findings(attributes: Sequence[OddAttribute], joint: Sequence[JointTable]) -> list[Finding]:
    """Joint tables: attributes and labels that are there, each once, rows that add up to stated marginals."""
    by_name = {attribute.name: attribute for attribute in attributes}
    findings: list[Finding] = []
    owners: dict[str, int] = {}
    for i, table in enumerate(joint):
        path, before = ("joint", i), len(findings)
        for j, name in enumerate(table.attributes):
            place = (*path, "attributes", j)
            if name not in by_name:
                findings.append(
                    Finding("the name of an attribute", f"'{name}'", place, nearest(name, [*by_name]))
                )
            elif name == "p":
                fix = "rename the attribute"
                findings.append(Finding("a name other than p, which is the probability", "'p'", place, fix))
            elif name in owners:
                where = "twice" if owners[name] == i else f"in joint.{owners[name]} too"
                fix = "join all that depend on each other in one table"
                findings.append(Finding("each attribute in one joint table", f"'{name}' {where}", place, fix))
            owners.setdefault(name, i)
        if len(findings) == before:
            findings += _row_findings(table, by_name, path)
    return findings


def estimate_findings(estimated: EstimatedFrom | None, names: Sequence[str]) -> list[Finding]:
    """Attributes that were estimated and are not there; more rows than the log has."""
    findings = []
    for name, counts in (estimated.attributes if estimated else {}).items():
        path: _Path = ("estimated_from", "attributes", name)
        if name not in names:
            findings.append(Finding("the name of an attribute", f"'{name}'", path, nearest(name, names)))
        total = counts.used + counts.unknown + counts.outside
        if estimated and total != estimated.rows:
            expected, fix = f"used, unknown and outside to sum to the {estimated.rows} rows", "estimate again"
            findings.append(Finding(expected, str(total), path, fix))
    return findings


def _table_findings(table: Mapping[str, float], labels: Sequence[str], path: _Path) -> list[Finding]:
    """Exposure of buckets that are not there, negative or not summing to 1."""
    findings = [_no_label(label, labels, (*path, label)) for label in table if label not in labels]
    for label, share in table.items():
        if share < 0:
            fix = "give a share between 0 and 1"
            findings.append(Finding("a probability of at least 0", shown(share), (*path, label), fix))
    total = sum(table.values())
    if table and not findings and abs(total - 1) > TOLERANCE:
        fix = f"change them by {1 - total:+.4g} together"
        findings.append(Finding("exposures that sum to 1", f"{total:.6g}", path, fix))
    return findings


def _interval_findings(attribute: OddAttribute, labels: Sequence[str]) -> list[Finding]:
    findings = []
    stated = attribute.exposure if isinstance(attribute.exposure, dict) else {}
    for label, (low, high) in attribute.exposure_interval.items():
        path, found = ("exposure_interval", label), f"[{low:g}, {high:g}]"
        if label not in labels:
            findings.append(_no_label(label, labels, path))
        elif not 0 <= low <= high <= 1:
            fix = "swap them" if low > high else "give shares between 0 and 1"
            findings.append(Finding("0 <= low <= high <= 1", found, path, fix))
        elif stated and not low - TOLERANCE <= stated.get(label, 0.0) <= high + TOLERANCE:
            expected = f"an interval that holds the exposure, {stated.get(label, 0.0):g}"
            findings.append(Finding(expected, found, path, "estimate again, or remove the interval"))
    return findings


def _row_findings(table: JointTable, by_name: Mapping[str, OddAttribute], path: _Path) -> list[Finding]:
    findings: list[Finding] = []
    wanted = {*table.attributes, "p"}
    seen: dict[tuple[Any, ...], int] = {}
    marginals: dict[tuple[str, str], float] = {}
    for k, row in enumerate(table.table):
        place = (*path, "table", k)
        known = [f"'{name}'" for name in (*table.attributes, "p")]
        for name in sorted(wanted - row.keys()):
            fix = f"add '{name}: ...'"
            findings.append(Finding(f"a row with {', '.join(known)}", f"none of '{name}'", place, fix))
        for name in row.keys() - wanted:
            fix = nearest(name, sorted(wanted))
            findings.append(Finding(f"a row with {', '.join(known)}", f"'{name}'", (*place, name), fix))
        p, labels = row.get("p", 0.0), tuple(row.get(name) for name in table.attributes)
        if isinstance(p, str) or p < 0:
            percent = re.fullmatch(r"\s*([\d.]+)\s*%", p) if isinstance(p, str) else None
            fix = f"write {float(percent[1]) / 100:g}" if percent else "give a share between 0 and 1"
            findings.append(Finding("a probability of at least 0", shown(p), (*place, "p"), fix))
            continue
        for name, label in zip(table.attributes, labels, strict=True):
            if label is not None and label not in by_name[name].labels:
                findings.append(_no_label(label, by_name[name].labels, (*place, name), name))
            marginals[name, str(label)] = marginals.get((name, str(label)), 0.0) + p
        if (first := seen.setdefault(labels, k)) != k:
            findings.append(
                Finding("each combination once", f"that of row {first} again", place, "join them")
            )
    total = sum(p for row in table.table if not isinstance(p := row.get("p", 0.0), str))
    if findings:
        return findings
    if abs(total - 1) > TOLERANCE:
        fix = f"change them by {1 - total:+.4g} together"
        return [Finding("exposures that sum to 1", f"{total:.6g}", (*path, "table"), fix)]
    return [f for name in table.attributes for f in _marginal_findings(by_name[name], marginals, path)]


def _marginal_findings(
    attribute: OddAttribute, marginals: Mapping[tuple[str, str], float], path: _Path
) -> list[Finding]:
    if isinstance(attribute.exposure, GivenExposure) or not attribute.exposure:
        return []
    differing = [
        f"{label}: {marginals.get((attribute.name, label), 0.0):.6g}, stated {stated:.6g}"
        for label in attribute.labels
        if abs(marginals.get((attribute.name, label), 0.0) - (stated := attribute.exposure.get(label, 0.0)))
        > TOLERANCE
    ]
    fix = f"change the rows, or remove the exposure of '{attribute.name}': the joint table has it already"
    expected = f"the exposure of '{attribute.name}' as its marginal"
    return [Finding(expected, "; ".join(differing), (*path, "table"), fix)] if differing else []


def _circles(attributes: Sequence[OddAttribute]) -> list[Finding]:
    given = {a.name: a.exposure.given for a in attributes if isinstance(a.exposure, GivenExposure)}
    findings: list[Finding] = []
    told: set[str] = set()
    for i, attribute in enumerate(attributes):
        chain, name = [attribute.name], given.get(attribute.name)
        while name is not None and name not in chain:
            chain.append(name)
            name = given.get(name)
        if name == attribute.name and len(chain) > 1 and not told & {*chain}:
            told |= {*chain}
            found = " given ".join(f"'{link}'" for link in (*chain, attribute.name))
            path, fix = (
                ("attributes", i, "exposure", "given"),
                "state one of them alone, or join them in a table",
            )
            findings.append(Finding("exposures that depend on each other in one direction", found, path, fix))
    return findings


def _no_label(label: object, labels: Sequence[str], path: _Path, of: str = "") -> Finding:
    expected = f"the label of a bucket of '{of}'" if of else "the label of a bucket"
    text = f"{label:g}" if isinstance(label, float) else shown(label)
    return Finding(expected, text, path, nearest(str(label), labels))
