"""The noise ceiling: against Cronbach's alpha from halves, and against what perfect predictors reach."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scenewright.evidence.study.rank_correlation import spearman
from scenewright.evidence.study.reliability import reliability, split_half


def table(
    key: int, *, variants: int = 26, seeds: int = 6, noise: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """True accuracies, and measured ones with an effect of each seed."""
    rng = np.random.Generator(np.random.Philox(key=key))
    truth = rng.normal(size=variants)
    values = truth[:, None] + 3 * rng.normal(size=seeds) + noise * rng.normal(size=(variants, seeds))
    return truth, values


def test_it_is_the_mean_of_all_flanagan_halves() -> None:
    """Cronbach 1951: alpha is the mean of 2 (1 - (var a + var b) / var(a + b)) over all splits."""
    _, values = table(1)
    found = []
    for first in combinations(range(6), 3):
        a = values[:, list(first)].sum(axis=1)
        b = values[:, [i for i in range(6) if i not in first]].sum(axis=1)
        found.append(2 * (1 - (a.var(ddof=1) + b.var(ddof=1)) / (a + b).var(ddof=1)))
    assert reliability(values).value == pytest.approx(np.mean(found), abs=1e-9)


def test_the_ceiling_is_what_a_perfect_predictor_reaches() -> None:
    reached, ceilings, halves = [], [], []
    for key in range(60):
        truth, values = table(key, variants=200, noise=2.0)
        reached.append(spearman(truth, values.mean(axis=1)))
        ceilings.append(reliability(values).ceiling)
        halves.append(np.sqrt(split_half(values) or 0))
    assert np.mean(reached) == pytest.approx(np.mean(ceilings), abs=0.02)
    assert np.mean(reached) == pytest.approx(np.mean(halves), abs=0.03)


def test_its_interval_holds_its_level() -> None:
    truth = 1 / (1 + 1.5**2 / 6)
    held = [r.low <= truth <= r.high for r in (reliability(table(key, noise=1.5)[1]) for key in range(300))]
    assert 0.91 <= np.mean(held) <= 0.985


def test_ends() -> None:
    truth, _ = table(1)
    same = np.repeat(truth[:, None], 6, axis=1)
    assert reliability(same).value == 1 and reliability(same + np.arange(6)).value == 1
    assert reliability(np.ones((26, 6))).value == 0
    assert reliability(table(3, noise=1000)[1]).value < 0.5
    assert split_half(np.ones((26, 6))) is None
