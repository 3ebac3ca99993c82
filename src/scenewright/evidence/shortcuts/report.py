"""The report of the shortcut audit: its JSON form, its digest and its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.evidence.shortcuts.base import AuditResult
from scenewright.evidence.shortcuts.domain import DomainGap
from scenewright.evidence.shortcuts.pictures import Picture
from scenewright.identity import digest, plain_json

__all__ = ["RealComparison", "ShortcutReport"]


@dataclass(frozen=True)
class RealComparison:
    """The dataset's crops beside real dev photos."""

    plan: str
    """Name of the evaluation plan."""
    plan_digest: str
    photos: str
    """Name of the set of photos."""
    photos_digest: str
    reads: tuple[dict[str, Any], ...]
    """What was read of the photos, and what for."""
    gaps: tuple[DomainGap, ...]
    limit: float | None
    """Most that the lower bound of the noise floor's AUC may be; None: only reported."""

    @property
    def passed(self) -> bool:
        return self.limit is None or self.gaps[0].low <= self.limit


@dataclass(frozen=True)
class ShortcutReport:
    """All audits of one dataset."""

    dataset: str
    merkle_root: str
    crops: int
    classes: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    beside_share: float
    """Median share of a crop's pixels that are beside the subject: what the audits can see."""
    audits: tuple[AuditResult, ...]
    real: RealComparison | None = None
    pictures: tuple[Picture, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        return all(audit.passed for audit in self.audits) and (self.real is None or self.real.passed)

    def to_json(self) -> dict[str, Any]:
        """JSON-able; `digest` is that of everything else. Pictures are only on the page."""
        judged = [a for a in self.audits if a.judged]
        real = None if self.real is None else {**asdict(self.real), "passed": self.real.passed}
        content = plain_json(
            {
                "schema_version": SCHEMA_VERSION,
                "kind": "shortcuts",
                "subject": {"dataset": self.dataset, "merkle_root": self.merkle_root},
                "crops": self.crops,
                "classes": self.classes,
                "left_out": [{"class": name, "crops": count} for name, count in self.left_out],
                "beside_share": self.beside_share,
                "passed": self.passed,
                "judged": len(judged),
                "not_judged": [a.name for a in self.audits if a.value is None],
                "failed": [a.name for a in judged if not a.passed],
                "audits": [asdict(a) for a in self.audits],
                "real": real,
            }
        )
        return {**content, "digest": digest(content)}

    def to_html(self) -> str:
        """One self-contained page."""
        from scenewright.evidence.shortcuts.page import shortcut_page

        return shortcut_page(self)
