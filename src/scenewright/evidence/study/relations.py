"""From the variants' figures and accuracies to correlations and verdicts; no files, no photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.study.document import Hypothesis
from scenewright.evidence.study.influence import leave_one_out
from scenewright.evidence.study.intervals import bootstrap_interval, fisher_interval
from scenewright.evidence.study.power import critical_rho, power
from scenewright.evidence.study.predictors.base import Predictor
from scenewright.evidence.study.rank_correlation import partial_spearman, spearman, spearman_p_value
from scenewright.evidence.study.reliability import reliability
from scenewright.evidence.study.verdict import FEWEST_VARIANTS, Relation, judge
from scenewright.evidence.transfer.intervals import Interval
from scenewright.evidence.transfer.statistics import adjust_p_values
from scenewright.randomness import Streams

__all__ = ["find_relations", "foresight", "noise_ceiling"]

Array = NDArray[np.float64]


def noise_ceiling(accuracies: Array) -> dict[str, Any]:
    """Reliability of the mean accuracies, shape (variants, seeds), and what it lets a predictor reach."""
    found = reliability(accuracies)
    return {
        "reliability": found.value,
        "low": found.low,
        "high": found.high,
        "split_half": found.split_half,
        "ceiling": found.ceiling,
    }


def foresight(hypothesis: Hypothesis, variants: int) -> dict[str, Any]:
    """What a study of so many variants can find: known before the run."""
    if variants < 5:
        return {"variants": variants, "fewest_variants": FEWEST_VARIANTS}
    return {
        "variants": variants,
        "fewest_variants": FEWEST_VARIANTS,
        "critical_rho": critical_rho(variants, hypothesis.alpha),
        "power": power(hypothesis.minimum_rho, variants, hypothesis.alpha),
    }


def find_relations(
    figures: Mapping[str, Array],
    accuracies: Array,
    *,
    predictors: Mapping[str, Predictor],
    hypothesis: Hypothesis,
    names: Sequence[str],
    streams: Streams,
    controls: Sequence[str] | None = None,
    resamples: int = 0,
) -> list[dict[str, Any]]:
    """Per predictor: rho with intervals, p plain and adjusted, the partial rho, influence and the verdict.

    `figures` are columns of shape (variants,), NaN where not defined; `accuracies` have shape (variants,
    seeds); `names` are the variants'. Without `resamples` there is no bootstrap interval.
    """
    means = accuracies.mean(axis=1)
    ceiling = reliability(accuracies).ceiling
    rows = [_row(name, column, means, names) for name, column in figures.items()]
    tested = [row for row in rows if row["p"] is not None]
    for row, p in zip(tested, adjust_p_values([row["p"] for row in tested]), strict=True):
        row["p_adjusted"] = p
    for row in rows:
        name, column = row["predictor"], figures[row["predictor"]]
        known = np.isfinite(column)
        x, y = column[known], means[known]
        registered = name == hypothesis.predictor
        direction = hypothesis.direction if registered else predictors[name].expected
        interval = fisher_interval(x, y)
        row |= {"registered": registered, "direction": direction, "interval": _ends(interval)}
        chance = streams.generator(f"bootstrap/{name}")
        enough = resamples and interval is not None
        row["bootstrap"] = _ends(bootstrap_interval(x, y, chance, resamples=resamples)) if enough else None
        row["of_ceiling"] = _share(row["rho"], ceiling)
        row["partial"] = _partial(name, figures, means, controls)
        p = row["p"] if registered else row["p_adjusted"]
        relation = Relation(int(known.sum()), direction, interval, 1.0 if p is None else p, ceiling)
        row |= asdict(judge(relation, hypothesis))
    return rows


def _row(name: str, column: Array, means: Array, names: Sequence[str]) -> dict[str, Any]:
    known = np.isfinite(column)
    x, y = column[known], means[known]
    rho = spearman(x, y)
    row: dict[str, Any] = {
        "predictor": name,
        "n": int(known.sum()),
        "rho": rho,
        "p": None if rho is None else spearman_p_value(rho, len(x)),
        "p_adjusted": None,
        "influence": None,
    }
    if rho is not None and len(x) > 3:
        without = leave_one_out(x, y)
        place = int(np.nanargmax(np.abs(without - rho))) if np.isfinite(without).any() else 0
        kept = [name for name, there in zip(names, known, strict=True) if there]
        low, high = float(np.nanmin(without)), float(np.nanmax(without))
        row["influence"] = {
            "variant": kept[place],
            "without": float(without[place]),
            "low": low,
            "high": high,
        }
    return row


def _partial(
    name: str, figures: Mapping[str, Array], means: Array, controls: Sequence[str] | None
) -> dict[str, Any] | None:
    others = [other for other in (figures if controls is None else controls) if other != name]
    if not others:
        return None
    columns = np.column_stack([figures[other] for other in others])
    known = np.isfinite(figures[name]) & np.isfinite(columns).all(axis=1)
    if known.sum() < 4:
        return None
    found = partial_spearman(figures[name][known], means[known], columns[known])
    return None if found is None else {**asdict(found), "controls": others}


def _ends(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {"low": interval.low, "high": interval.high}


def _share(rho: float | None, ceiling: float) -> float | None:
    """Rho freed from the noise of the accuracies (Spearman 1904), at most 1."""
    return None if rho is None or ceiling <= 0 else float(np.clip(rho / ceiling, -1, 1))
