"""The quality report: its JSON form, its digest and its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.evidence.quality.base import CheckResult
from scenewright.identity import digest
from scenewright.pages import Section, badge, figures_html, list_html, render_page, table_html

__all__ = ["QualityReport"]


@dataclass(frozen=True)
class QualityReport:
    """All checks of one dataset."""

    dataset: str
    merkle_root: str
    frames: int
    checks: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """JSON-able; `digest` is that of everything else."""
        checks = [asdict(check) for check in self.checks]
        for check in checks:
            check["examples"] = list(check["examples"])
            check["value"] = None if check["value"] is None else round(check["value"], 9)
        content = {
            "schema_version": SCHEMA_VERSION,
            "kind": "quality",
            "subject": {"dataset": self.dataset, "merkle_root": self.merkle_root},
            "frames": self.frames,
            "passed": self.passed,
            "checks": checks,
        }
        return {**content, "digest": digest(content)}

    def to_html(self) -> str:
        """One self-contained page."""
        failed = [c for c in self.checks if not c.passed]
        rows = [
            [
                c.name.replace("_", " "),
                badge("passed", "good") if c.passed else badge("failed", "bad"),
                c.value,
                c.limit,
                c.detail,
            ]
            for c in self.checks
        ]
        figures = [
            ("Frames", f"{self.frames}"),
            ("Checks passed", f"{len(rows) - len(failed)} of {len(rows)}"),
        ]
        summary = figures_html(figures) + table_html(["Check", "Verdict", "Value", "Limit", "Found"], rows)
        sections = [Section("Checks", summary)]
        for check in self.checks:
            if check.examples:
                title = check.name.replace("_", " ").capitalize()
                sections.append(Section(title, list_html(check.examples), check.detail))
        return render_page(
            f"Quality of {self.dataset}",
            sections,
            facts={"Dataset root": self.merkle_root},
            status=badge("passed", "good") if self.passed else badge("failed", "bad"),
        )
