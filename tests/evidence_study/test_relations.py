"""Intervals, power and verdicts over simulated studies of known truth, as `bench/study_statistics.py`."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from scenewright.evidence.study.document import Hypothesis
from scenewright.evidence.study.intervals import bootstrap_interval, fisher_interval
from scenewright.evidence.study.power import critical_rho, power
from scenewright.evidence.study.predictors import PREDICTORS
from scenewright.evidence.study.rank_correlation import spearman_p_value, spearman_rows
from scenewright.evidence.study.relations import find_relations
from scenewright.evidence.study.verdict import Relation, judge
from scenewright.evidence.transfer.intervals import Interval
from scenewright.randomness import Streams

STATED = Hypothesis(predictor="kid", direction="negative", minimum_rho=0.5)
VARIANTS = 24
NAMES = [f"v{i}" for i in range(VARIANTS)]


def pair(rng: np.random.Generator, r: float, n: int = VARIANTS) -> tuple[np.ndarray, np.ndarray]:
    x = rng.normal(size=n)
    return x, r * x + np.sqrt(1 - r * r) * rng.normal(size=n)


def chance(number: int) -> np.random.Generator:
    return Streams("studies", str(number)).generator("draw")


@pytest.mark.parametrize("r", [0.0, 0.6])
def test_intervals_hold_their_level(r: float) -> None:
    truth = 6 / np.pi * np.arcsin(r / 2)
    found = [fisher_interval(*pair(chance(number), r)) for number in range(200)]
    held = np.mean([i is not None and i.low <= truth <= i.high for i in found])
    assert 0.91 <= held <= 0.985
    short = np.mean([i is not None and abs(i.value - truth) <= 0.5 * (i.high - i.low) / 2 for i in found])
    assert short < 0.8, "the check sees intervals of half the width"


def test_the_bootstrap_interval_is_like_fishers() -> None:
    x, y = pair(chance(1), 0.6, 200)
    ours, theirs = fisher_interval(x, y), bootstrap_interval(x, y, chance(2), resamples=2000)
    assert ours is not None and theirs is not None
    assert (theirs.low, theirs.high) == pytest.approx((ours.low, ours.high), abs=0.03)


def test_intervals_of_odd_columns() -> None:
    x = np.arange(24.0)
    perfect = fisher_interval(x, x)
    assert perfect is not None and 0.9 < perfect.low < 1 and perfect.value == 1
    assert fisher_interval(x, np.ones(24)) is None and fisher_interval(x[:4], x[:4]) is None
    saturated = np.minimum(x, 2)
    found = bootstrap_interval(saturated, x, chance(3), resamples=300)
    assert found is not None and found.low <= found.value


def test_power_is_the_share_of_simulated_studies_that_reject() -> None:
    r, edge = 2 * np.sin(np.pi * 0.5 / 6), critical_rho(VARIANTS, 0.05)
    x, noise = chance(1).normal(size=(2, 4000, VARIANTS))
    found = spearman_rows(x, r * x + np.sqrt(1 - r * r) * noise) > edge
    assert found.mean() == pytest.approx(power(0.5, VARIANTS, 0.05), abs=0.02)
    assert spearman_p_value(edge, VARIANTS) == pytest.approx(0.05, abs=1e-9)


def verdicts(r: float, studies: int, seed_sd: float = 0.4) -> Counter[str]:
    """Of a registered predictor whose r with the true accuracy is r, beside nine that are idle."""
    found: Counter[str] = Counter()
    for number in range(studies):
        rng = chance(number)
        figure, accuracy = pair(rng, r)
        seeds = accuracy[:, None] + rng.normal(size=6) + seed_sd * rng.normal(size=(VARIANTS, 6))
        figures = {name: rng.normal(size=VARIANTS) for name in PREDICTORS} | {"kid": figure}
        rows = find_relations(
            figures,
            seeds,
            predictors=PREDICTORS,
            hypothesis=STATED,
            names=NAMES,
            streams=Streams("s", str(number)),
            controls=(),
        )
        mine = {row["predictor"]: row["verdict"] for row in rows}
        found[mine.pop("kid")] += 1
        found["idle ones predictive"] += "predictive" in mine.values()
    return found


def test_a_planted_null_is_not_called_predictive() -> None:
    found = verdicts(0, 200)
    assert found["predictive"] <= 0.05 * 200 and found["idle ones predictive"] <= 0.05 * 200
    assert found["not predictive"] >= 0.9 * 200


def test_a_planted_strong_relation_is_found_and_one_of_the_wrong_sign_is_not() -> None:
    assert verdicts(-0.9, 20)["predictive"] >= 19
    assert verdicts(0.9, 20)["not predictive"] == 20


def test_accuracies_that_are_noise_settle_nothing() -> None:
    found = verdicts(-0.9, 20, seed_sd=30)
    assert found["predictive"] <= 1 and found["inconclusive"] >= 5


def relation(**changes: object) -> Relation:
    given = {"variants": 26, "direction": "negative", "interval": Interval(-0.7, -0.85, -0.4), "p": 0.001}
    return Relation(**{**given, "ceiling": 0.95, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "predictive"),
        ({"variants": 23}, "too few"),
        ({"interval": None}, "inconclusive"),
        ({"p": 0.2}, "not predictive"),
        ({"interval": Interval(-0.45, -0.7, -0.1), "p": 0.02}, "inconclusive"),
        ({"interval": Interval(-0.3, -0.45, -0.1), "p": 0.02}, "not predictive"),
        ({"interval": Interval(0.7, 0.4, 0.85)}, "not predictive"),
        ({"interval": Interval(-0.2, -0.6, 0.3), "p": 0.4, "ceiling": 0.4}, "inconclusive"),
        ({"interval": Interval(0.0, -0.4, 0.4), "p": 1.0, "ceiling": 0.4}, "not predictive"),
        ({"direction": "positive", "interval": Interval(0.7, 0.4, 0.85)}, "predictive"),
    ],
)
def test_verdict(changes: dict[str, object], verdict: str) -> None:
    found = judge(relation(**changes), STATED)
    assert found.verdict == verdict and found.why


def test_figures_that_are_not_defined_are_left_out() -> None:
    rng = chance(5)
    figures = {"kid": rng.normal(size=VARIANTS), "coverage_1": np.ones(VARIANTS)}
    figures["coverage_3"] = np.full(VARIANTS, np.nan)
    figures["kid"][0] = np.nan
    rows = find_relations(
        figures,
        rng.normal(size=(VARIANTS, 6)),
        predictors=PREDICTORS,
        hypothesis=STATED,
        names=NAMES,
        streams=Streams("s", "1"),
        resamples=200,
    )
    by_name = {row["predictor"]: row for row in rows}
    assert by_name["kid"]["n"] == 23 and by_name["kid"]["verdict"] == "too few"
    assert by_name["coverage_1"]["verdict"] == "inconclusive" and by_name["coverage_1"]["rho"] is None
    assert by_name["coverage_3"]["n"] == 0
    assert by_name["kid"]["p_adjusted"] == by_name["kid"]["p"], "one test was made"
