"""Edges as a camera sees them: judged over the whole dataset, whatever the class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from scenewright.evidence.shortcuts.base import AuditResult
from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.paste_edges import blur_features

__all__ = ["LEAST_MIXTURE", "MOST_LINE", "MOST_RIM", "judge_edge_blur"]

LEAST_MIXTURE = 0.15
"""Of the first pixel outside. Area sampling alone gives 0.25: half of the pixels are cut, by half."""
MOST_RIM = 6.0
"""Light beyond both sides of the edge, in 255ths of full scale, above that 3 px outside."""
MOST_LINE = 0.45
"""Mixture at 1 px beyond twice that at 2 px: a line, where blur would go on."""
LEAST_CROPS = 50


def judge_edge_blur(crops: Sequence[AuditCrop]) -> AuditResult:
    """Medians over crops of mixture, rim and line; one fails when its 95 % interval is beyond its limit."""
    table = blur_features(crops)
    column = dict(zip(table.names, table.values.T.astype(float), strict=True))
    first = column["mixture 1 px outside"]
    usable = int(np.isfinite(first).sum())
    if usable < LEAST_CROPS:
        detail = f"not judged: {usable} of {len(crops)} crops show an outline, {LEAST_CROPS} are needed"
        return AuditResult("edge_blur", True, False, None, LEAST_MIXTURE, detail)
    rim = column["rim light 1 px outside"] - column["rim light 3 px outside"]
    line = first - 2 * column["mixture 2 px outside"]
    mixture, rims, lines = _median(first), _median(rim), _median(line)
    found = []
    if mixture[2] < LEAST_MIXTURE:
        found.append("the edge has no blur, as of a paste along the mask")
    if rims[1] > MOST_RIM or rims[2] < -MOST_RIM:
        found.append(f"a {'bright' if rims[0] > 0 else 'dark'} rim of one pixel")
    if lines[1] > MOST_LINE:
        found.append("a line of one pixel that blurs into nothing")
    figures = (
        f"mixture {mixture[0]:.2f} [{mixture[1]:.2f}, {mixture[2]:.2f}] in the first pixel outside, "
        f"rim {rims[0]:+.1f} [{rims[1]:+.1f}, {rims[2]:+.1f}] of 255, line {lines[0]:+.2f}, {usable} crops"
    )
    detail = f"{'; '.join(found)}: {figures}" if found else f"edges are blurred as a camera's: {figures}"
    return AuditResult("edge_blur", not found, True, mixture[0], LEAST_MIXTURE, detail)


def _median(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Median with its 95 % interval by order statistics."""
    known = np.sort(values[np.isfinite(values)])
    low = int(binom.ppf(0.025, len(known), 0.5))
    return float(np.median(known)), float(known[low]), float(known[len(known) - 1 - low])
