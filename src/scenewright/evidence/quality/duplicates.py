"""Frames that occur twice, byte for byte or to the eye."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts
from scenewright.evidence.quality.fingerprint import BITS, hamming

__all__ = ["check_exact_duplicates", "check_perceptual_duplicates", "nearest_earlier"]

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
    pairs = [
        f"{readable[first].key} ~ {readable[second].key} ({bits} bits)"
        for first, second, bits in nearest_earlier(prints, MOST_BITS)
    ]
    share = len(pairs) / len(readable) if readable else 0.0
    detail = f"{len(pairs)} of {len(readable)} images look like an earlier one"
    return CheckResult(
        "duplicates_perceptual", share <= LIMIT, share, LIMIT, detail, tuple(pairs[:MAX_EXAMPLES])
    )


def nearest_earlier(prints: NDArray[np.uint64], most_bits: int) -> list[tuple[int, int, int]]:
    """(earlier row, row, bits apart) of each row that has an earlier one within `most_bits`, the nearest.

    `prints` has shape (n, 4). Two prints that differ in at most k bits agree on one of k + 1 parts, so only
    rows that share a part are compared.
    """
    parts = most_bits + 1
    edges = [BITS * i // parts for i in range(parts + 1)]
    seen: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(parts)]
    found = []
    for row, fingerprint in enumerate(prints):
        number = int.from_bytes(fingerprint.tobytes(), "big")
        cuts = [number >> edges[i] & ((1 << edges[i + 1] - edges[i]) - 1) for i in range(parts)]
        near = sorted({earlier for i, cut in enumerate(cuts) for earlier in seen[i].get(cut, ())})
        if near:
            distance = hamming(fingerprint, prints[near])
            best = int(distance.argmin())
            if distance[best] <= most_bits:
                found.append((near[best], row, int(distance[best])))
        for i, cut in enumerate(cuts):
            seen[i][cut].append(row)
    return found
