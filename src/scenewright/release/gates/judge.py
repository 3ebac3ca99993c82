"""Judging one gate over the evidence: every report of the metric's kind has to pass."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenewright.release.gates.metric import look_up
from scenewright.release.policy import Gate

__all__ = ["Verdict", "judge"]

Evidence = Mapping[str, Sequence[Any]]
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq,
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What one gate said."""

    gate: Gate
    passed: bool
    value: bool | float | None
    """The metric, or its difference to the baseline; None when it is missing or not finite."""
    detail: str

    def to_json(self) -> dict[str, Any]:
        known = {"gate": self.gate.model_dump(mode="json"), "passed": self.passed}
        return {**known, "value": self.value, "detail": self.detail}


def judge(gate: Gate, evidence: Evidence, parent: Evidence | None) -> Verdict:
    """The verdict of `gate`; evidence maps a report kind to its reports, `parent` is the parent's."""
    kind, path = gate.metric.split(".", 1)
    reports = evidence.get(kind, ())
    if not reports:
        return Verdict(gate, False, None, f"there is no {kind} report")
    if gate.baseline == "parent" and parent is None:
        return Verdict(gate, True, None, "first release: there is no parent to compare with")
    worst: Verdict | None = None
    for number, report in enumerate(reports):
        found = _one(gate, report, path, _baseline(gate, number, evidence, parent))
        if worst is None or (worst.passed and not found.passed):
            worst = found
    assert worst is not None
    return worst


def _one(gate: Gate, report: Any, path: str, baseline: bool | float | None) -> Verdict:
    value = look_up(report, path, slice_name=gate.slice)
    if value is None:
        return Verdict(gate, False, None, f"{gate.metric} is missing or not a finite number")
    if gate.baseline:
        if baseline is None:
            return Verdict(gate, False, None, f"baseline '{gate.baseline}' is missing or not a finite number")
        value = float(value) - float(baseline)
    if isinstance(value, bool) is not isinstance(gate.threshold, bool):
        return Verdict(
            gate, False, value, f"a {type(value).__name__} cannot be compared with {gate.threshold}"
        )
    passed = _COMPARE[gate.comparator](value, gate.threshold)
    return Verdict(gate, passed, value, f"found {value}, wanted {gate.comparator} {gate.threshold}")


def _baseline(gate: Gate, number: int, evidence: Evidence, parent: Evidence | None) -> bool | float | None:
    kind, path = (gate.metric if gate.baseline == "parent" else gate.baseline).partition(".")[::2]
    reports = (parent or {}).get(kind, ()) if gate.baseline == "parent" else evidence.get(kind, ())
    if not reports:
        return None
    return look_up(reports[min(number, len(reports) - 1)], path, slice_name=gate.slice)
