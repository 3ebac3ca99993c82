"""Frames that occur twice, byte for byte or to the eye."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts
from scenewright.evidence.quality.fingerprint import hamming

__all__ = ["check_exact_duplicates", "check_perceptual_duplicates"]

MOST_BITS = 10
"""Fingerprints that differ in at most so many of 256 bits look alike."""
LIMIT = 0.01


def check_exact_duplicates(frames: Sequence[FrameFacts]) -> CheckResult:
    """No two images have the same bytes."""
    groups: dict[str, list[str]] = defaultdict(list)
    for frame in frames:
        if not frame.unreadable:
            groups[frame.image_sha256].append(frame.key)
    twice = [keys for keys in groups.values() if len(keys) > 1]
    extra = sum(len(keys) - 1 for keys in twice)
    examples = tuple(" = ".join(keys[:4]) for keys in twice[:MAX_EXAMPLES])
    return CheckResult(
        "duplicates_exact", extra == 0, float(extra), 0, f"{extra} images repeat another", examples
    )


def check_perceptual_duplicates(frames: Sequence[FrameFacts]) -> CheckResult:
    """At most `LIMIT` of the images look like an earlier one; flat images have no fingerprint to compare."""
    readable = [f for f in frames if not f.unreadable and f.luminance_std > 0]
    prints = np.stack([f.fingerprint for f in readable]) if readable else np.zeros((0, 4), np.uint64)
    pairs = []
    for number in range(1, len(readable)):
        distance = hamming(prints[number], prints[:number])
        nearest = int(distance.argmin())
        if distance[nearest] <= MOST_BITS:
            pairs.append(f"{readable[nearest].key} ~ {readable[number].key} ({int(distance[nearest])} bits)")
    share = len(pairs) / len(readable) if readable else 0.0
    detail = f"{len(pairs)} of {len(readable)} images look like an earlier one"
    return CheckResult(
        "duplicates_perceptual", share <= LIMIT, share, LIMIT, detail, tuple(pairs[:MAX_EXAMPLES])
    )
