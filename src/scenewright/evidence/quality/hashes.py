"""Files and members have the hashes that manifest and index state."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts

__all__ = ["check_hashes"]


def check_hashes(frames: Sequence[FrameFacts], file_problems: Sequence[str] = ()) -> CheckResult:
    bad = [*file_problems, *(f"{f.key}: {name}" for f in frames for name in f.hash_mismatch)]
    detail = f"{len(bad)} files or members differ from the recorded SHA-256"
    return CheckResult("hashes", not bad, float(len(bad)), 0, detail, tuple(bad[:MAX_EXAMPLES]))
