"""Classes that are too rare to learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scenewright.evidence.quality.base import CheckResult, FrameFacts

__all__ = ["check_class_balance"]

LIMIT = 0.1
MOST_TOLD = 12
"""Of more classes only the rarest and the commonest are told."""
RARE_BY_NATURE = frozenset({"off"})
"""Classes that are meant to be rare; they are counted and not judged."""


def check_class_balance(frames: Sequence[FrameFacts], expected: Sequence[str] = ()) -> CheckResult:
    """The rarest class has at least `LIMIT` of the frames of the commonest; `expected` ones must occur.

    Where frames have no class of their own, a category has the frames that it is seen in, as LVIS counts
    (Gupta et al. 2019): many apples and few crates are no fault where both are in most frames.
    """
    counts = Counter({state: 0 for state in expected})
    counts.update(f.state for f in frames if f.state)
    if not counts:
        counts.update(category for f in frames for category in set(f.categories))
    judged = {state: n for state, n in counts.items() if state not in RARE_BY_NATURE}
    ratio = min(judged.values()) / max(judged.values()) if judged and max(judged.values()) else None
    detail = f"frames a class: {_told(counts)}; each should have {LIMIT:.0%} of the most frequent one's"
    rare = tuple(s for s, n in sorted(judged.items()) if n < LIMIT * max(judged.values()))
    passed = ratio is not None and ratio >= LIMIT and (len(judged) > 1 or not expected)
    return CheckResult("class_balance", passed, ratio, LIMIT, detail, rare)


def _told(counts: Counter[str]) -> str:
    if len(counts) <= MOST_TOLD:
        return ", ".join(f"{state} {n}" for state, n in sorted(counts.items()))
    (rarest, least), *_, (commonest, most) = sorted(counts.items(), key=lambda item: (item[1], item[0]))
    return f"{len(counts)} classes, from {rarest} {least} to {commonest} {most}"
