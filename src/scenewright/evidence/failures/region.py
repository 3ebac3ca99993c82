"""Where in the parameters of a scenario a slice of the pixels comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from scenewright.evidence.failures.predicates import rounded
from scenewright.evidence.transfer.statistics import adjust_p_values
from scenewright.proportions import wilson

__all__ = ["Restriction", "choose_region", "region_text", "within"]

LEVEL, GAIN = 0.05, 1.1
"""Least factor by which a step must raise the lower end of the share's interval."""
_CUTS = (0.1, 0.2, 1 / 3, 0.5, 2 / 3, 0.8, 0.9)


@dataclass(frozen=True)
class Restriction:
    """A parameter held to a part of its values, and what that did to the frames that chose it."""

    parameter: str
    low: float | None = None
    """Least number, None where there is no bound."""
    high: float | None = None
    values: tuple[str | bool, ...] = ()
    """Categories; empty for numbers."""
    frames: int = 0
    share: float = 0.0
    """Of them, in the slice."""
    lift: float = 1.0
    """That share by the one before this step."""
    p_adjusted: float = 1.0

    @property
    def text(self) -> str:
        """As an expression."""
        if self.values:
            shown = ", ".join(str(v).lower() if isinstance(v, bool) else f"'{v}'" for v in self.values)
            return f"{self.parameter} in ({shown})"
        ends = [f"{self.parameter} >= {self.low:g}"] if self.low is not None else []
        ends += [f"{self.parameter} <= {self.high:g}"] if self.high is not None else []
        return " and ".join(ends)

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Shape (n,)."""
        if self.values:
            return np.isin(values, np.array(self.values, dtype=values.dtype))
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return np.asarray((values >= low) & (values <= high), dtype=bool)


def choose_region(
    samples: Mapping[str, NDArray[Any]],
    inside: NDArray[np.bool_],
    *,
    most: int = 3,
    min_frames: int = 20,
    min_share: float = 0.1,
) -> list[Restriction]:
    """Greedily at most `most` parameters whose restriction raises the share of frames that are `inside`.

    A step takes the restriction (an interval between quantiles, or a set of categories) with the greatest
    lower end of the share's Wilson interval, among those that Fisher's exact test finds to raise the share
    after Benjamini-Hochberg over all of the step. At least `min_frames` frames and `min_share` of them stay.
    """
    kept = np.ones(len(inside), dtype=bool)
    chosen: list[Restriction] = []
    least = max(min_frames, int(np.ceil(min_share * len(inside))))
    while len(chosen) < most and inside[kept].any() and not inside[kept].all():
        step = _best_step(samples, inside, kept, {each.parameter for each in chosen}, least)
        if step is None:
            break
        chosen.append(step)
        kept &= step.holds(samples[step.parameter])
    return chosen


def within(samples: Mapping[str, NDArray[Any]], region: list[Restriction]) -> NDArray[np.bool_]:
    """Frames that meet all restrictions, shape (n,)."""
    count = len(next(iter(samples.values())))
    return np.all([np.ones(count, bool), *(r.holds(samples[r.parameter]) for r in region)], axis=0)


def region_text(region: list[Restriction]) -> str:
    """As one expression over parameters; empty without a restriction."""
    return " and ".join(each.text for each in region)


def _best_step(
    samples: Mapping[str, NDArray[Any]],
    inside: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    used: set[str],
    least: int,
) -> Restriction | None:
    n, hits = int(kept.sum()), int(inside[kept].sum())
    tried: list[tuple[Restriction, int, int]] = []
    for name in sorted(set(samples) - used):
        values = samples[name][kept]
        for option in _options(name, values, inside[kept]):
            rows = option.holds(values)
            if least <= rows.sum() < n:
                tried.append((option, int(rows.sum()), int(inside[kept][rows].sum())))
    p_values = [float(hypergeom.sf(found - 1, n, hits, size)) for _, size, found in tried]
    bar = GAIN * wilson(hits, n)[0]
    best, best_low = None, bar
    for (option, size, found), p in zip(tried, adjust_p_values(p_values), strict=True):
        low = wilson(found, size)[0]
        if p < LEVEL and low > best_low:
            share = found / size
            best_low = low
            best = Restriction(
                option.parameter, option.low, option.high, option.values, size, share, share * n / hits, p
            )
    return best


def _options(name: str, values: NDArray[Any], inside: NDArray[np.bool_]) -> Iterator[Restriction]:
    """Sets of categories by how often they are inside, intervals between quantiles of numbers."""
    if values.dtype == object or values.dtype == bool:
        seen = list(dict.fromkeys(sorted(values.tolist(), key=str)))
        rates = {value: inside[values == value].mean() for value in seen}
        ranked = sorted(seen, key=lambda value: (-rates[value], str(value)))
        for count in range(1, len(ranked)):
            yield Restriction(name, values=tuple(sorted(ranked[:count], key=str)))
        return
    cuts: list[float | None] = [None]
    cuts += sorted({rounded(float(np.quantile(values, share))) for share in _CUTS})
    for low, high in combinations([*cuts, None], 2):
        if low is not None or high is not None:
            yield Restriction(name, low, high)
