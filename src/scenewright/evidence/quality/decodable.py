"""Every image, mask and label document can be read."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts

__all__ = ["check_decodable"]


def check_decodable(frames: Sequence[FrameFacts]) -> CheckResult:
    bad = [f"{f.key}: {f.unreadable}" for f in frames if f.unreadable]
    detail = f"{len(bad)} of {len(frames)} frames cannot be read"
    return CheckResult(
        "decodable", not bad and bool(frames), float(len(bad)), 0, detail, tuple(bad[:MAX_EXAMPLES])
    )
