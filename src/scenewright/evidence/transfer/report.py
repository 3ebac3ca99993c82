"""The transfer report: its JSON, its page, and the weak slices that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenewright.identity import digest

__all__ = ["TransferReport", "WeakSlice", "find_weak_slices", "weak_slices"]


@dataclass(frozen=True)
class WeakSlice:
    """A slice on which the models do worse than elsewhere."""

    name: str
    expression: str
    n: int
    accuracy: float
    low: float
    high: float
    p_adjusted: float


@dataclass(frozen=True)
class TransferReport:
    """What a run of an evaluation plan found."""

    content: dict[str, Any]
    """JSON-able, without `digest`."""

    def to_json(self) -> dict[str, Any]:
        """The content and its digest."""
        return {**self.content, "digest": digest(self.content)}

    def to_html(self) -> str:
        """One self-contained page."""
        from scenewright.evidence.transfer.page import transfer_page

        return transfer_page(self)


def find_weak_slices(report: TransferReport, part: str = "dev", *, dataset: str = "") -> list[WeakSlice]:
    """`weak_slices` of one of the report's datasets, by default its subject.

    The dev part may guide the generator; the test part may not, and is refused.
    """
    if part != "dev":
        raise ValueError("expected part 'dev': only dev photos may guide the generator")
    name = dataset or report.content["subject"]["dataset"]
    rows = next(r for r in report.content["results"] if r["dataset"] == name)["slices"][part]
    return weak_slices(rows, report.content["slices"])


def weak_slices(rows: list[dict[str, Any]], expressions: dict[str, str]) -> list[WeakSlice]:
    """Slices with enough photos and an accuracy below that of the whole part, lowest accuracy first."""
    overall = next(r for r in rows if r["slice"] == "all")["accuracy"]
    weak = [
        WeakSlice(
            r["slice"],
            expressions[r["slice"]],
            r["n"],
            r["accuracy"],
            r["low"],
            r["high"],
            r.get("p_adjusted", 1.0),
        )
        for r in rows
        if r["slice"] != "all" and not r["too_few"] and r["accuracy"] < overall
    ]
    return sorted(weak, key=lambda s: (s.accuracy, s.name))
