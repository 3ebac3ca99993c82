"""Images that show nothing: black, clipped or flat."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts

__all__ = ["check_degenerate"]

MOST_BLACK = 0.98
MOST_CLIPPED = 0.95
LEAST_STD = 0.012
"""Standard deviation of the luma, in [0, 1]."""
LIMIT = 0.01


def check_degenerate(frames: Sequence[FrameFacts]) -> CheckResult:
    """At most `LIMIT` of the readable images are black, clipped or flat."""
    readable = [f for f in frames if not f.unreadable]
    bad = [f"{f.key}: {why}" for f in readable if (why := _why(f))]
    share = len(bad) / len(readable) if readable else 0.0
    detail = f"{len(bad)} of {len(readable)} images are black, clipped or flat"
    return CheckResult("degenerate", share <= LIMIT, share, LIMIT, detail, tuple(bad[:MAX_EXAMPLES]))


def _why(frame: FrameFacts) -> str:
    if frame.black_fraction > MOST_BLACK:
        return f"black ({frame.black_fraction:.1%} of the pixels)"
    if frame.clipped_fraction > MOST_CLIPPED:
        return f"clipped ({frame.clipped_fraction:.1%} of the pixels)"
    if frame.luminance_std < LEAST_STD:
        return f"flat (luma deviation {frame.luminance_std:.4f})"
    return ""
