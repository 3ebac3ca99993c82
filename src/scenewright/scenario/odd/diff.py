"""What changed between two operational design domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from scenewright.identity import plain_json
from scenewright.scenario.odd.document import OddAttribute
from scenewright.scenario.odd.exposure import cell_exposure
from scenewright.scenario.odd.load import Odd

__all__ = ["AttributeChange", "ExposureMoved", "JointMoved", "OddDiff", "diff_odds"]

_FIELDS = ("term", "parameter", "measured", "unit", "valid")
_MOVES = 3


@dataclass(frozen=True)
class ExposureMoved:
    """How far an exposure went."""

    total_variation: float
    """Half the sum of absolute differences: the mass that went elsewhere, in [0, 1]."""
    jensen_shannon_bits: float
    largest: tuple[tuple[str, float, float], ...]
    """Labels with the largest moves: label, before, after."""


@dataclass(frozen=True)
class AttributeChange:
    """An attribute that both documents have and describe differently."""

    name: str
    fields: tuple[tuple[str, str, str], ...]
    """Term, expression, unit, validity: name, before, after."""
    buckets: tuple[tuple[str, str, str], ...]
    """Label, before, after; empty where there was or is none."""
    exposure: ExposureMoved | None
    risk: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class JointMoved:
    """Several attributes whose joint exposure differs more than their marginals say."""

    attributes: tuple[str, ...]
    exposure: ExposureMoved


@dataclass(frozen=True)
class OddDiff:
    """All that differs between two ODDs; their names do not matter."""

    version: tuple[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[AttributeChange, ...]
    """Largest move of exposure first."""
    joint: tuple[JointMoved, ...]
    """Attributes that a joint or conditional table of either document ties together."""
    infeasible_added: tuple[str, ...]
    infeasible_removed: tuple[str, ...]
    estimated_from: tuple[str, str]
    """SHA-256 of the log before and after; empty for none."""

    def __bool__(self) -> bool:
        parts = (self.added, self.removed, self.changed, self.joint)
        rules = (self.infeasible_added, self.infeasible_removed)
        moved = self.version[0] != self.version[1] or self.estimated_from[0] != self.estimated_from[1]
        return any(parts) or any(rules) or moved

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        plain = plain_json(asdict(self))
        for name in ("version", "estimated_from"):
            plain[name] = dict(zip(("before", "after"), plain[name], strict=True))
        for change in plain["changed"]:
            for name, key in (("fields", "field"), ("buckets", "label"), ("risk", "label")):
                change[name] = [dict(zip((key, "before", "after"), row, strict=True)) for row in change[name]]
        for entry in (*plain["changed"], *plain["joint"]):
            if entry["exposure"]:
                rows = entry["exposure"]["largest"]
                entry["exposure"]["largest"] = [
                    dict(zip(("label", "before", "after"), row, strict=True)) for row in rows
                ]
        return {"kind": "odd_diff", **plain}


def diff_odds(before: Odd, after: Odd) -> OddDiff:
    """Compare two ODDs."""
    old, new = ({a.name: a for a in odd.attributes} for odd in (before, after))
    stated = [set(odd.document.infeasible if odd.document else odd.infeasible) for odd in (before, after)]
    changes = [_attribute(old[name], new[name], before, after) for name in old if name in new]
    changed = [c for c in changes if c.fields or c.buckets or c.exposure or c.risk]
    return OddDiff(
        version=(before.version, after.version),
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(sorted(changed, key=lambda c: -(c.exposure.total_variation if c.exposure else 0.0))),
        joint=_joint(before, after, {*old} & {*new}),
        infeasible_added=tuple(sorted(stated[1] - stated[0])),
        infeasible_removed=tuple(sorted(stated[0] - stated[1])),
        estimated_from=tuple(o.estimated_from.sha256 if o.estimated_from else "" for o in (before, after)),  # type: ignore[arg-type]
    )


def exposure_moved(before: Mapping[str, float], after: Mapping[str, float]) -> ExposureMoved | None:
    """None where no share differs by more than rounding."""
    labels = list(dict.fromkeys((*before, *after)))
    p, q = (np.array([table.get(label, 0.0) for label in labels]) for table in (before, after))
    distance = 0.5 * float(np.abs(p - q).sum())
    if distance < 1e-9:
        return None
    order = np.argsort(-np.abs(p - q), kind="stable")[:_MOVES]
    moves = tuple((labels[k], float(p[k]), float(q[k])) for k in order if p[k] != q[k])
    return ExposureMoved(distance, float(jensenshannon(p, q, 2)) ** 2, moves)


def _attribute(a: OddAttribute, b: OddAttribute, before: Odd, after: Odd) -> AttributeChange:
    fields = [(f, getattr(a, f), getattr(b, f)) for f in _FIELDS if getattr(a, f) != getattr(b, f)]
    old, new = ({bucket.label: _shown(bucket) for bucket in x.ranges} for x in (a, b))
    labels = list(dict.fromkeys((*old, *new)))
    buckets = [(x, old.get(x, ""), new.get(x, "")) for x in labels if old.get(x, "") != new.get(x, "")]
    shares = [
        dict(zip(x.labels, cell_exposure(odd, [x.name]).tolist(), strict=True))
        for x, odd in ((a, before), (b, after))
    ]
    risks = [(x, a.risk.get(x, 1.0), b.risk.get(x, 1.0)) for x in labels if x in old and x in new]
    return AttributeChange(
        a.name,
        tuple(fields),
        tuple(buckets),
        exposure_moved(*shares),
        tuple(r for r in risks if r[1] != r[2]),
    )


def _joint(before: Odd, after: Odd, common: set[str]) -> tuple[JointMoved, ...]:
    """Joint exposures of tied attributes with the same buckets in both documents."""
    found = []
    for names in _tied(before) + [tied for tied in _tied(after) if tied not in _tied(before)]:
        if not {*names} <= common or _labels(before, names) != _labels(after, names):
            continue
        tables = [_cells(odd, names) for odd in (before, after)]
        if (moved := exposure_moved(*tables)) and _beyond_marginals(before, after, names):
            found.append(JointMoved(names, moved))
    return tuple(found)


def _tied(odd: Odd) -> list[tuple[str, ...]]:
    return [factor.axes for factor in odd.factors if len(factor.axes) > 1]


def _labels(odd: Odd, names: Sequence[str]) -> list[tuple[str, ...]]:
    return [a.labels for name in names for a in odd.attributes if a.name == name]


def _cells(odd: Odd, names: Sequence[str]) -> dict[str, float]:
    table, labels = cell_exposure(odd, names), _labels(odd, names)
    return {
        " × ".join(labels[axis][k] for axis, k in enumerate(cell)): float(table[cell])
        for cell in np.ndindex(table.shape)
    }


def _beyond_marginals(before: Odd, after: Odd, names: Sequence[str]) -> bool:
    """Whether the dependence itself differs: the joint exposure over the product of its marginals."""
    return not np.allclose(_lift(before, names), _lift(after, names), atol=1e-9)


def _lift(odd: Odd, names: Sequence[str]) -> NDArray[np.float64]:
    table = cell_exposure(odd, names)
    product = np.ones_like(table)
    for axis in range(table.ndim):
        product = product * table.sum(axis=tuple(k for k in range(table.ndim) if k != axis), keepdims=True)
    return np.divide(table, product, out=np.ones_like(table), where=product > 0)


def _shown(bucket: Any) -> str:
    if bucket.values:
        return ", ".join(str(value) for value in bucket.values)
    low = "" if bucket.low is None else f"from {bucket.low:g}"
    return f"{low} below {bucket.high:g}".strip() if bucket.high is not None else low
